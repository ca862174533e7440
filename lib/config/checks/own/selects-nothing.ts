import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf } from "@/lib/config/checks/loose";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { keys } from "./mesh-kinds";
import { selectorOf, selectsAnything, targetRefsOf, workloadKinds } from "./selected-workloads";

const selecting = [
  keys.peerAuthentication,
  keys.requestAuthentication,
  keys.wasmPlugin,
  keys.envoyFilter,
  keys.proxyConfig,
] as const;
const hanging = [...selecting, keys.authorizationPolicy, keys.telemetry] as const;
const targets = [keys.service, keys.serviceEntry, keys.kubernetesGateway, keys.gatewayClass] as const;

/**
 * HD0007: a policy or filter applies to nothing, by its selector or by what it hangs on. Selectors of
 * AuthorizationPolicy (IST0127), Sidecar and Telemetry (IST0101) are Istio's own findings.
 */
export const selectsNothing: Rule = {
  codes: ["HD0007"],
  reads: [...hanging, ...workloadKinds, ...targets],
  check: (inventory) => [
    ...selecting.flatMap((key) =>
      (inventory.objects[key] ?? []).flatMap((manifest) => bySelector(manifest, inventory)),
    ),
    ...hanging.flatMap((key) =>
      (inventory.objects[key] ?? []).flatMap((manifest) => byTarget(manifest, inventory)),
    ),
  ],
};

function bySelector(manifest: Manifest, { objects }: Inventory): readonly Finding[] {
  const { labels, path } = selectorOf(manifest);
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (pairs.length === 0 || selectsAnything(objects, namespaceOf(manifest), labels) !== false) return [];
  const selector = pairs.join(", ");
  return [
    findingOn(manifest, {
      code: "HD0007",
      severity: "warning",
      path,
      message: `${manifest.kind} selects ${selector}, which no workload has: it does nothing`,
      params: { kind: manifest.kind, target: selector },
    }),
  ];
}

function byTarget(manifest: Manifest, { objects }: Inventory): readonly Finding[] {
  return targetRefsOf(manifest).flatMap(({ group, kind, name, path }) => {
    const list = objects[`${group === "core" ? "" : group}/${kind}`];
    const namespace = kind === "GatewayClass" ? undefined : namespaceOf(manifest);
    const isKnown = targets.some((key) => key === `${group === "core" ? "" : group}/${kind}`);
    if (list === undefined || !isKnown) return [];
    if (list.some((one) => one.metadata.name === name && one.metadata.namespace === namespace)) return [];
    return [
      findingOn(manifest, {
        code: "HD0007",
        severity: "warning",
        path,
        message: `${manifest.kind} hangs on ${kind} ${name}, which does not exist: it does nothing`,
        params: { kind: manifest.kind, target: `${kind} ${name}` },
      }),
    ];
  });
}
