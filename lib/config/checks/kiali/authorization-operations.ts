import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, records, specOf, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { hostIntersection } from "@/lib/xds/host";
import { serviceRegistry } from "@/lib/xds/service-registry";

const methods = /^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE|[A-Z]*\*|\*[A-Z]*)$/;

/** KIA0102, KIA0104: methods that no request has, and hosts that the mesh does not know. */
export const authorizationOperations: Rule = {
  codes: ["KIA0102", "KIA0104"],
  reads: [keys.authorizationPolicy, keys.service, keys.serviceEntry, keys.virtualService],
  check: (inventory) =>
    (inventory.objects[keys.authorizationPolicy] ?? []).flatMap((policy) =>
      records(specOf(policy)["rules"]).flatMap(({ to }, rule) =>
        records(to).flatMap(({ operation }, at) => {
          const path = `spec.rules[${rule}].to[${at}].operation`;
          return [
            ...["methods", "notMethods"].flatMap((field) => strangeMethods(policy, operation, field, path)),
            ...["hosts", "notHosts"].flatMap((field) =>
              strangeHosts(policy, operation, `${path}.${field}`, inventory),
            ),
          ];
        }),
      ),
    ),
};

function strangeMethods(
  policy: Manifest,
  operation: unknown,
  field: string,
  path: string,
): readonly Finding[] {
  return texts(record(operation)[field]).flatMap((method, index) =>
    methods.test(method)
      ? []
      : [
          findingOn(policy, {
            code: "KIA0102",
            severity: "warning",
            path: `${path}.${field}[${index}]`,
            message: `${method} is no HTTP method, so no request has it`,
            params: { method },
          }),
        ],
  );
}

function strangeHosts(
  policy: Manifest,
  operation: unknown,
  path: string,
  { objects }: Inventory,
): readonly Finding[] {
  const field = path.slice(path.lastIndexOf(".") + 1);
  const wanted = texts(record(operation)[field]);
  const isRead = objects[keys.service] !== undefined && objects[keys.serviceEntry] !== undefined;
  if (wanted.length === 0 || !isRead) return [];
  const registry = serviceRegistry(objects);
  // Hosts of gateways are those of the VirtualServices behind them.
  const routed = (objects[keys.virtualService] ?? []).flatMap((manifest) => texts(specOf(manifest)["hosts"]));
  return wanted.flatMap((pattern, index) => {
    const host = pattern.replace(/:(\d+|\*)$/, "");
    const names = [host, `${host}.${namespaceOf(policy)}.svc.cluster.local`, `${host}.svc.cluster.local`];
    const isKnown =
      host === "*" ||
      names.some((name) => registry.has(name)) ||
      [...registry.keys(), ...routed].some((one) =>
        names.some((name) => hostIntersection(one, name) !== undefined),
      );
    if (isKnown) return [];
    return [
      findingOn(policy, {
        code: "KIA0104",
        severity: "error",
        path: `${path}[${index}]`,
        message: `${pattern} is the host of no Service, ServiceEntry or VirtualService`,
        params: { host: pattern },
      }),
    ];
  });
}
