import { activeFreeze, type FreezeWindow } from "@/lib/changes/freeze";
import { isCautiousVerb } from "@/lib/delivery/delegated-verb";

/** Which changes a rule of the installation is about; an absent list is all of them. */
export type PolicyScope = {
  readonly clusters?: readonly string[] | undefined;
  readonly namespaces?: readonly string[] | undefined;
};

/** What the installation demands of changes. */
export type ChangePolicy = {
  readonly freeze: readonly FreezeWindow[];
  /** Where a second person has to look first; absent is nowhere. */
  readonly approval?: PolicyScope;
};

/** Where a change writes. */
export type ChangeScope = { readonly cluster: string; readonly namespaces: readonly string[] };

/** Whether the rule holds for any part of the change. */
export function isInScope(scope: PolicyScope, change: ChangeScope): boolean {
  const { clusters, namespaces } = scope;
  if (clusters !== undefined && !clusters.includes(change.cluster)) return false;
  return namespaces === undefined || change.namespaces.some((namespace) => namespaces.includes(namespace));
}

/** The freeze window that holds for the change at `nowMs`, the one that ends last; undefined when none does. */
export function freezeFor(
  policy: ChangePolicy,
  change: ChangeScope,
  nowMs: number,
): { readonly window: FreezeWindow; readonly endMs: number } | undefined {
  return policy.freeze
    .filter((window) => isInScope(window, change))
    .flatMap((window) => {
      const endMs = activeFreeze(window, nowMs);
      return endMs === undefined ? [] : [{ window, endMs }];
    })
    .toSorted((left, right) => right.endMs - left.endMs)[0];
}

/**
 * Whether a request takes risk away. Such a request waits for nobody: neither for a freeze to end nor for a second
 * person.
 */
export function lowersRisk(request: {
  readonly kind: string;
  readonly remove?: boolean | undefined;
  readonly verb?: string | undefined;
}): boolean {
  return (
    request.kind === "undo" ||
    request.kind === "restore" ||
    (request.kind === "delegate" && isCautiousVerb(request.verb ?? "")) ||
    (request.kind === "fault" && request.remove === true)
  );
}
