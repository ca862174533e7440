import { wizardPath } from "@/components/routing/wizard/routing-kinds";
import type { DeliveryRow } from "@/lib/delivery/list-row";

export type RowTarget = { readonly path: string; readonly params?: Readonly<Record<string, string>> };

/** Where a line leads: to its run, to another controller's rollout, or to the form that changes what stands there. */
export function rowTarget({ kind, owner, runId, ref, service }: DeliveryRow): RowTarget {
  const own = { service: `${service.namespace}/${service.name}` };
  switch (kind) {
    case "canary":
      return { path: `/delivery/canary/${encodeURIComponent(runId ?? "")}` };
    case "experiment":
      return { path: `/delivery/experiment/${encodeURIComponent(runId ?? "")}` };
    case "rollout": {
      const { namespace, name } = ref ?? service;
      const home = owner === "flagger" ? "flagger" : "rollout";
      return { path: `/delivery/${home}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}` };
    }
    case "split":
      return { path: wizardPath("traffic_split"), params: own };
    case "fault":
      return { path: wizardPath("fault"), params: own };
  }
}
