import { configMapData, istioConfigMap, looseFromYaml } from "./mesh-settings";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, pairs, record, records, text } from "@/lib/config/checks/loose";

const builtIn = ["Mock", "Kubernetes", "External"];

/** IST0126: meshNetworks takes endpoints from a cluster that istiod has no access to. */
export const meshNetworks = listRule({
  codes: ["IST0126"],
  reads: [kindKeys.configMap, kindKeys.secret],
  saysOnce: true,
  check: ([configMaps, secrets]) => {
    const configMap = istioConfigMap(configMaps);
    if (configMap === undefined) return [];
    const clusters = secrets
      .filter((secret) => labelsOf(secret)["istio/multiCluster"] === "true")
      .flatMap((secret) => Object.keys({ ...pairs(secret["data"]), ...pairs(secret["stringData"]) }));
    const known = new Set([...builtIn, ...clusters]);
    const networks = record(looseFromYaml(configMapData(configMap)["meshNetworks"] ?? "")["networks"]);
    return Object.entries(networks).flatMap(([network, value]) =>
      records(record(value)["endpoints"]).flatMap(({ fromRegistry }, at) => {
        const registry = text(fromRegistry);
        if (fromRegistry === undefined || known.has(registry)) return [];
        return [
          findingOn(configMap, {
            code: "IST0126",
            severity: "error",
            path: `data.meshNetworks.networks.${network}.endpoints[${at}].fromRegistry`,
            message: `The network ${network} names the cluster ${registry}, which istiod does not know`,
            params: { registry, network },
          }),
        ];
      }),
    );
  },
});
