import { isInScope } from "@/lib/changes/change-policy";
import { defaultFaultPolicy, type FaultPolicy } from "@/lib/faults/exclusions";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { OperationContext } from "@/server/ports";

/** What the installation allows of experiments; the defaults where nobody said. */
export function faultPolicyOf(ctx: Pick<OperationContext, "faultPolicy">): FaultPolicy {
  return ctx.faultPolicy ?? defaultFaultPolicy;
}

/** Whether a second person has to say yes before the first write. */
export function needsApproval(
  ctx: Pick<OperationContext, "changePolicy">,
  cluster: string,
  service: ServiceName,
): boolean {
  const approval = ctx.changePolicy?.approval;
  return approval !== undefined && isInScope(approval, { cluster, namespaces: [service.namespace] });
}
