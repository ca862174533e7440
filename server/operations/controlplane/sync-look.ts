import { proxyKey, seeStates, type SeenStates } from "@/lib/controlplane/first-seen";
import type { ControlPlaneReplica, ProxySync } from "@/lib/controlplane/sync";
import type { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { SyncAnswer } from "@/server/ports";

/** One look at every replica of istiod, and what is remembered of the looks before. */
export type SyncLook = {
  readonly atMs: number;
  /** Grows with each look; numbers of different feeds cannot be compared. */
  readonly number: number;
  /** Absent when no replica answered; then `error` says why. */
  readonly answer?: SyncAnswer;
  readonly error?: SourceError;
  readonly seen: SeenStates;
  /** Proxies of replicas that are silent now, as they were told last. */
  readonly silent: readonly ProxySync[];
  /** Empty while no replica has ever answered, or when the source does not tell them apart. */
  readonly replicas: readonly ControlPlaneReplica[];
};

type Found = { readonly answer: SyncAnswer } | { readonly error: SourceError };

/** What a look that began at `atMs` and found `found` leaves known. */
export function nextLook(before: SyncLook | undefined, found: Found, atMs: number): SyncLook {
  const number = (before?.number ?? 0) + 1;
  const known = [...(before?.answer?.data ?? []), ...(before?.silent ?? [])];
  const seen: SeenStates = before?.seen ?? new Map();
  if ("error" in found) {
    const replicas = (before?.replicas ?? []).map(({ name }) => ({ name, reachable: false }));
    return { number, atMs, error: found.error, seen, silent: known, replicas };
  }
  const { data, warnings, replicas = [] } = found.answer;
  const quiet = new Set(warnings.flatMap(({ part }) => part ?? []));
  const here = new Set(data.map(proxyKey));
  const silent = known.filter((sync) => quiet.has(sync.replica) && !here.has(proxyKey(sync)));
  return {
    number,
    atMs,
    answer: found.answer,
    seen: seeStates(seen, data, atMs, new Set(silent.map(proxyKey))),
    silent,
    replicas,
  };
}

/** The look as a source's answer. Throws its `SourceError`. */
export function syncsOf({ answer, error }: SyncLook): Sourced<readonly ProxySync[]> {
  if (answer === undefined) throw error ?? new Error("a look without an answer has an error");
  const { data, warnings, evidence } = answer;
  return { data, warnings, evidence };
}
