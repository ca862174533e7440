import { phrase, type Phrase } from "@/lib/phrase";
import { randomUUID } from "node:crypto";
import { ConsoleError } from "@/lib/errors";
import { maxSuppressionMs, type Suppression } from "@/lib/findings/suppression";
import { endSuppression, saveSuppression } from "@/server/database/suppression";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { OperationContext } from "@/server/ports";

export type SuppressInput = {
  readonly cluster: string;
  readonly code: string;
  /** `group/Kind/namespace/name`. */
  readonly objectKey?: string | undefined;
  readonly namespace?: string | undefined;
  readonly reason: string;
  readonly expiresAtMs: number;
};

/** Stops counting findings of a code until a day. Throws invalid_input without a reason or with a day that is no good. */
export async function suppressFindings(ctx: OperationContext, input: SuppressInput): Promise<Suppression> {
  const nowMs = ctx.nowMs();
  const fail = (field: string, message: Phrase, hint: Phrase) =>
    new ConsoleError("invalid_input", message, { hint, details: { field } });
  const reason = input.reason.trim();
  if (reason === "") {
    throw fail("reason", phrase("suppression_reason"), phrase("suppression_why"));
  }
  if (input.expiresAtMs <= nowMs) {
    throw fail("expiresAtMs", phrase("last_day_past"), phrase("choose_future_day"));
  }
  if (input.expiresAtMs > nowMs + maxSuppressionMs) {
    throw fail("expiresAtMs", phrase("suppression_year"), phrase("suppression_earlier"));
  }
  const suppression: Suppression = {
    id: randomUUID(),
    cluster: clusterSources(ctx, input.cluster).name,
    code: input.code,
    ...(input.objectKey === undefined ? {} : { objectKey: input.objectKey }),
    ...(input.namespace === undefined ? {} : { namespace: input.namespace }),
    reason,
    createdBy: ctx.actor.name,
    createdAtMs: nowMs,
    expiresAtMs: input.expiresAtMs,
  };
  await saveSuppression(ctx.databaseUrl, suppression);
  return suppression;
}

/** Counts them again. Throws not_found for one that is not open. */
export async function unsuppressFindings(ctx: OperationContext, id: string): Promise<Suppression> {
  const ended = await endSuppression(ctx.databaseUrl, id, { by: ctx.actor.name, atMs: ctx.nowMs() });
  if (ended === undefined) {
    throw new ConsoleError("not_found", phrase("suppression_ended"), {
      hint: phrase("suppression_ended_by_other"),
    });
  }
  return ended;
}
