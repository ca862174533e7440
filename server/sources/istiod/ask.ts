import { SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { unwrapDialError } from "../dial-error";
import { evidenceFromAnswer, type Answer } from "../request";
import { portForwardHint } from "./explain";
import type { Replica } from "./replicas";

export type ReplicaAnswer<T> = { readonly replica: string; readonly data: T };

/** `error` as it should be shown: the reason beneath a broken port-forward rather than the broken socket. */
export function shownError(error: unknown, cluster: string): unknown {
  return unwrapDialError(error, { source: "istiod", cluster, forbiddenHint: portForwardHint });
}

/**
 * Asks all replicas at once. A silent one is a warning that names it; when all are silent the first one's error is
 * thrown, for then nothing is known.
 */
export async function askAll<T>(
  replicas: readonly Replica[],
  cluster: string,
  ask: (replica: Replica) => Promise<Answer<T>>,
  facts: { readonly purpose: string; readonly rows: (data: T) => number },
): Promise<Sourced<readonly ReplicaAnswer<T>[]>> {
  const settled = await Promise.allSettled(replicas.map(ask));
  const data: ReplicaAnswer<T>[] = [];
  const warnings: SourceWarning[] = [];
  const evidence: Evidence[] = [];
  let firstError: SourceError | undefined;
  for (const [index, result] of settled.entries()) {
    const name = replicas[index]?.name ?? "";
    if (result.status === "fulfilled") {
      data.push({ replica: name, data: result.value.data });
      evidence.push(
        evidenceFromAnswer(result.value, {
          purpose: `${facts.purpose} (${name})`,
          rows: facts.rows(result.value.data),
        }),
      );
      continue;
    }
    const error = shownError(result.reason, cluster);
    warnings.push(warningFromError(error, name));
    if (error instanceof SourceError) firstError ??= error;
  }
  if (data.length === 0 && firstError !== undefined) throw firstError;
  return { data, warnings, evidence };
}
