import { freezeFor, isInScope } from "@/lib/changes/change-policy";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { OperationContext } from "@/server/ports";

type Policed = Pick<OperationContext, "changePolicy">;

/** The freeze that holds for the service at `atMs`. */
export function activeFreezeOf(
  { changePolicy }: Policed,
  cluster: string,
  service: Pick<ServiceName, "namespace">,
  atMs: number,
): { readonly name: string; readonly allowOverride: boolean; readonly endMs?: number } | undefined {
  const scope = { cluster, namespaces: [service.namespace] };
  const frozen = changePolicy === undefined ? undefined : freezeFor(changePolicy, scope, atMs);
  if (frozen === undefined) return undefined;
  const { window, endMs } = frozen;
  return {
    name: window.name,
    allowOverride: window.allowOverride,
    ...(Number.isFinite(endMs) ? { endMs } : {}),
  };
}

/** Whether a second person has to agree before a run on the service begins. */
export function needsApproval(
  { changePolicy }: Policed,
  cluster: string,
  service: Pick<ServiceName, "namespace">,
): boolean {
  const scope = changePolicy?.approval;
  return scope !== undefined && isInScope(scope, { cluster, namespaces: [service.namespace] });
}
