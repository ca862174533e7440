import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import type { Call, FormerObject } from "@/server/ports";
import type { ObjectChange } from "./kind-store";
import type { createListGate } from "./list-gate";

const most = 500;

/**
 * Notes how the mesh's configuration was before each change. Kubernetes keeps neither deleted objects nor the time at which
 * a field was only taken away, and what a proxy runs differently since is told by nothing else.
 */
export function createFormerObjects() {
  const noted: FormerObject[] = [];
  return {
    all: (): readonly FormerObject[] => noted,
    note({ type, group, object, before, atMs }: ObjectChange): void {
      if (before === undefined || !(group.endsWith(".istio.io") || group === "gateway.networking.k8s.io"))
        return;
      // A controller that writes a status changes no generation.
      if (type === "modified" && before.metadata.generation === object.metadata.generation) return;
      noted.push({ manifest: before, atMs });
      if (noted.length > most) noted.shift();
    },
  };
}

/** Those that a person may list now; all for the console itself, which has no gate. */
export async function readableFormer(
  all: readonly FormerObject[],
  grantOf: ReturnType<typeof createListGate> | undefined,
  call: Call,
): Promise<readonly FormerObject[]> {
  if (grantOf === undefined) return all;
  const isSeen = await Promise.all(
    all.map(async ({ manifest: { apiVersion, kind, metadata } }) => {
      const namespace = metadata.namespace ?? "";
      const grant = await grantOf(groupFromApiVersion(apiVersion), kind, [namespace], call);
      return grant === "all" || grant.has(namespace);
    }),
  );
  return all.filter((_, index) => isSeen[index] === true);
}
