import type { Sourced } from "@/lib/evidence";
import type { AccessIntent } from "@/lib/security/access-intent";
import { closesByDefault, type DefaultClosing } from "@/lib/security/closed-by-default";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { OperationContext } from "@/server/ports";

/** What a policy of this target and action would close beside what its rules say; undefined while policies are unknown. */
export async function readClosing(
  ctx: OperationContext,
  input: { readonly cluster: string } & Pick<AccessIntent, "target" | "action">,
): Promise<Sourced<{ readonly closing?: DefaultClosing }>> {
  const { data: objects, ...rest } = await readMeshObjects(clusterSources(ctx, input.cluster), ctx.signal);
  const isKnown = objects["security.istio.io/AuthorizationPolicy"] !== undefined;
  return { ...rest, data: isKnown ? { closing: closesByDefault(input, objects) } : {} };
}
