import { kindInfo } from "@/lib/config/kinds";
import type { Call, KubernetesSource } from "@/server/ports";
import type { Clock } from "@/server/sources/request";

/** Namespaces of a kind that somebody may list: all of them, or these. */
export type ListGrant = "all" | ReadonlySet<string>;

const grantMaxAgeMs = 60_000;

/**
 * The watch cache is filled by the console's own account, so a person's reads ask the cluster first what this person
 * may list.
 */
export function createListGate(canI: KubernetesSource["canI"], clock: Clock) {
  const answers = new Map<string, { readonly atMs: number; readonly allowed: Promise<boolean> }>();

  function mayList(
    group: string,
    resource: string,
    namespace: string | undefined,
    call: Call,
  ): Promise<boolean> {
    const key = `${group}/${resource}/${namespace ?? ""}`;
    const known = answers.get(key);
    if (known !== undefined && clock.nowMs() - known.atMs < grantMaxAgeMs) return known.allowed;
    // Without the reader's signal: others wait for the same answer.
    const question = canI([{ verb: "list", group, resource, namespace }], { purpose: call.purpose });
    const allowed = question.then(([answer]) => answer?.allowed === true);
    answers.set(key, { atMs: clock.nowMs(), allowed });
    allowed.catch(() => answers.delete(key));
    return allowed;
  }

  return async (
    group: string,
    kind: string,
    namespaces: readonly string[],
    call: Call,
  ): Promise<ListGrant> => {
    const resource = kindInfo(group, kind)?.plural ?? kind.toLowerCase();
    if (await mayList(group, resource, undefined, call)) return "all";
    const granted = await Promise.all(
      namespaces.map((namespace) => mayList(group, resource, namespace, call)),
    );
    return new Set(namespaces.filter((_, index) => granted[index] === true));
  };
}
