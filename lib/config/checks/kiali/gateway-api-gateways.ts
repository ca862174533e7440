import { findingOn } from "@/lib/config/checks/inventory";
import { nameOf, numberFrom, record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";

/** KIA1501 to KIA1504, KIA1601: Gateways that get into each other's way or miss what they name. */
export const gatewayApiGateways: Rule = {
  codes: ["KIA1501", "KIA1502", "KIA1503", "KIA1504", "KIA1601"],
  reads: [keys.kubernetesGateway, keys.gatewayClass, keys.referenceGrant, keys.namespace],
  check: (inventory) => {
    const gateways = inventory.objects[keys.kubernetesGateway] ?? [];
    return [
      ...gateways.flatMap((gateway, index) => sharedAddress(gateway, gateways.slice(0, index))),
      ...gateways.flatMap(repeatedListeners),
      ...gateways.flatMap((gateway) => unknownClass(gateway, inventory)),
      ...strangeGrants(inventory),
    ];
  },
};

const placeOf = (listener: Loose): string =>
  `${numberFrom(listener["port"]) ?? 0} ${text(listener["hostname"]) || "*"}`;
const listenersOf = (gateway: Manifest) => records(specOf(gateway)["listeners"]);

/** Gateways have addresses of their own unless somebody gave two the same one. */
function sharedAddress(gateway: Manifest, earlier: readonly Manifest[]): readonly Finding[] {
  const addresses = (one: Manifest) =>
    records(specOf(one)["addresses"]).map(({ type, value }) => `${text(type) || "IPAddress"} ${text(value)}`);
  const own = addresses(gateway);
  const other = earlier.find((one) => addresses(one).some((address) => own.includes(address)));
  if (other === undefined) return [];
  const taken = new Set(listenersOf(other).map(placeOf));
  const index = listenersOf(gateway).findIndex((listener) => taken.has(placeOf(listener)));
  const address = own.find((one) => addresses(other).includes(one)) ?? "";
  const evidence = [{ kind: "object" as const, object: refFromManifest(other) }];
  if (index < 0) {
    return [
      findingOn(gateway, {
        code: "KIA1502",
        severity: "warning",
        path: "spec.addresses",
        message: `${nameOf(other)} has the address ${address} as well`,
        params: { address, other: nameOf(other) },
        evidence,
      }),
    ];
  }
  const place = placeOf(listenersOf(gateway)[index] ?? {});
  return [
    findingOn(gateway, {
      code: "KIA1501",
      severity: "warning",
      path: `spec.listeners[${index}]`,
      message: `${nameOf(other)} serves port and host ${place} at the same address`,
      params: { place, other: nameOf(other) },
      evidence,
    }),
  ];
}

function repeatedListeners(gateway: Manifest): readonly Finding[] {
  const seen = new Set<string>();
  return listenersOf(gateway).flatMap((listener, index) => {
    const key = `${placeOf(listener)} ${text(listener["protocol"])}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      findingOn(gateway, {
        code: "KIA1503",
        severity: "error",
        path: `spec.listeners[${index}]`,
        message: `Another listener has the same port, host and protocol (${key})`,
        params: { place: key },
      }),
    ];
  });
}

function unknownClass(gateway: Manifest, { objects }: Inventory): readonly Finding[] {
  const name = text(specOf(gateway)["gatewayClassName"]);
  const classes = objects[keys.gatewayClass];
  if (classes === undefined || name === "" || classes.some(({ metadata }) => metadata.name === name))
    return [];
  return [
    findingOn(gateway, {
      code: "KIA1504",
      severity: "error",
      path: "spec.gatewayClassName",
      message: `There is no GatewayClass ${name}`,
      params: { name },
    }),
  ];
}

function strangeGrants({ objects }: Inventory): readonly Finding[] {
  const namespaces = objects[keys.namespace];
  if (namespaces === undefined) return [];
  const known = new Set(namespaces.map(({ metadata }) => metadata.name));
  return (objects[keys.referenceGrant] ?? []).flatMap((grant) =>
    records(specOf(grant)["from"]).flatMap((from, index) => {
      const namespace = text(record(from)["namespace"]);
      if (namespace === "" || known.has(namespace)) return [];
      return [
        findingOn(grant, {
          code: "KIA1601",
          severity: "error",
          path: `spec.from[${index}].namespace`,
          message: `There is no namespace ${namespace}`,
          params: { namespace },
        }),
      ];
    }),
  );
}
