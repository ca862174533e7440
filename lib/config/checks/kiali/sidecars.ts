import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { hostIntersection } from "@/lib/xds/host";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { serviceRegistry } from "@/lib/xds/service-registry";

/** KIA1004, KIA1006, KIA1007: egress hosts that are none, and two fields that do not do what they look like. */
export const sidecars: Rule = {
  codes: ["KIA1004", "KIA1006", "KIA1007"],
  reads: [keys.sidecar, keys.service, keys.serviceEntry],
  check: (inventory) =>
    (inventory.objects[keys.sidecar] ?? []).flatMap((sidecar) => [
      ...unknownHosts(sidecar, inventory),
      ...strangeFields(sidecar),
    ]),
};

function unknownHosts(sidecar: Manifest, { objects }: Inventory): readonly Finding[] {
  if (objects[keys.service] === undefined || objects[keys.serviceEntry] === undefined) return [];
  const services = [...serviceRegistry(objects).values()];
  return records(specOf(sidecar)["egress"]).flatMap(({ hosts }, listener) =>
    texts(hosts).flatMap((entry, index) => {
      const [place = "", ...rest] = entry.split("/");
      const host = rest.join("/");
      // A wildcard is a wish for whatever will be there.
      if (host === "" || host === "*" || place === "~") return [];
      const namespace = place === "." ? namespaceOf(sidecar) : place;
      const isKnown = services.some(
        (service) =>
          (namespace === "*" || service.namespace === namespace) &&
          hostIntersection(host, service.host) !== undefined,
      );
      if (isKnown) return [];
      return [
        findingOn(sidecar, {
          code: "KIA1004",
          severity: "warning",
          path: `spec.egress[${listener}].hosts[${index}]`,
          message: `${entry} is no host that the mesh knows`,
          params: { host: entry },
        }),
      ];
    }),
  );
}

function strangeFields(sidecar: Manifest): readonly Finding[] {
  const spec = specOf(sidecar);
  const policy = spec["outboundTrafficPolicy"];
  return [
    ...(namespaceOf(sidecar) === rootNamespace && spec["workloadSelector"] !== undefined
      ? [
          findingOn(sidecar, {
            code: "KIA1006",
            severity: "warning",
            path: "spec.workloadSelector",
            message:
              "A Sidecar of the root namespace is the default of the whole mesh: its workloadSelector has no effect there",
            params: {},
          }),
        ]
      : []),
    ...(policy !== undefined && text(record(policy)["mode"]) === ""
      ? [
          findingOn(sidecar, {
            code: "KIA1007",
            severity: "info",
            path: "spec.outboundTrafficPolicy.mode",
            message: "outboundTrafficPolicy without a mode means REGISTRY_ONLY, which few people expect",
            params: {},
          }),
        ]
      : []),
  ];
}
