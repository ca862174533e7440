import type { Told } from "@/lib/endpoints/model";
import { SourceError } from "@/lib/errors";
import type { Phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import type { Gathering } from "@/server/operations/gathering";

/** A read's data, or why it is unknown; warnings and evidence are collected. Errors of our own are thrown. */
export async function tell<T>(
  gathering: Gathering,
  part: string | Phrase,
  read: Promise<Sourced<T>>,
): Promise<Told<T>> {
  const caught = read.catch((error: unknown) => {
    if (error instanceof SourceError) return { error };
    throw error;
  });
  const data = await gathering.take(part, read);
  if (data !== undefined) return { state: "known", data };
  const outcome = await caught;
  const { error } = "error" in outcome ? outcome : { error: undefined };
  return {
    state: "unknown",
    source: error?.source ?? "kubernetes",
    reason: error?.reason ?? "empty",
    message: error?.message ?? "nothing was told",
    ...(error?.hint === undefined ? {} : { hint: error.hint }),
    ...(error === undefined ? {} : { phrases: error.phrases }),
  };
}

/** The same knowledge without its data. */
export function withoutData(told: Told<unknown>): Told<true> {
  return told.state === "known" ? { state: "known", data: true } : told;
}
