import { createHash } from "node:crypto";
import { SourceError, type FaultReason } from "@/lib/errors";
import { answerCache } from "@/server/cache";
import type { ComposedCluster } from "@/server/compose-cluster";
import type { Actor, ClusterSources } from "@/server/ports";
import { singleton } from "@/server/singleton";
import { signedOutSources } from "@/server/unavailable";

export type EntryFault = { readonly reason: FaultReason; readonly message: string; readonly hint?: string };

/** A cluster as somebody meets it with a token: as the person that the token names, or shut, with the reason. */
export type ClusterEntry =
  | { readonly cluster: string; readonly sources: ClusterSources; readonly actor: Actor }
  | { readonly cluster: string; readonly sources: ClusterSources; readonly fault: EntryFault };

const identityMs = 60_000;
/** Every request waits for this answer, so a cluster that is silent must not hold up the others for long. */
const identityTimeoutMs = 4_000;

/**
 * Asks `cluster` who `token` is and gives that person's sources; another cluster may refuse the same token. The answer
 * is kept for a minute, a refusal is not.
 */
export async function enterCluster(
  cluster: ComposedCluster,
  token: string,
  signal: AbortSignal,
): Promise<ClusterEntry> {
  const { name } = cluster;
  const key = createHash("sha256").update(token).digest("hex");
  const sources = personSources(cluster, token, key);
  const left = () =>
    new SourceError("the reader left", { source: "kubernetes", cluster: name, reason: "aborted" });
  try {
    const { username, groups } = await answerCache().cached(
      `identity ${name} ${key}`,
      identityMs,
      (loadSignal) =>
        sources.kubernetes.whoAmI({
          purpose: "who is signed in",
          signal: loadSignal,
          timeoutMs: identityTimeoutMs,
        }),
      { signal, left },
    );
    return { cluster: name, sources, actor: { type: "user", name: username, groups } };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { reason, message, hint } = error;
    const fault = { reason, message, ...(hint === undefined ? {} : { hint }) };
    return { cluster: name, sources: signedOutSources(name, fault), fault };
  }
}

const maxPersons = 100;

/** The sources of a person are kept while they come back, so that their dumps and circuits last. */
function personSources(cluster: ComposedCluster, token: string, tokenHash: string): ClusterSources {
  const known = singleton("persons", () => new Map<string, ClusterSources>());
  const key = `${cluster.name} ${tokenHash}`;
  const sources = known.get(key) ?? cluster.as({ bearerToken: token }, tokenHash);
  known.delete(key);
  known.set(key, sources);
  const oldest = known.keys().next().value;
  if (known.size > maxPersons && oldest !== undefined) known.delete(oldest);
  return sources;
}
