import { printSelector } from "./selectors";
import { gatewayPods } from "./gateway-workloads";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { nameOf, numberFrom, pairs, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches } from "@/lib/xds/mesh-objects";

type Server = {
  readonly gateway: Manifest;
  readonly at: number;
  readonly port: string;
  readonly bind: string;
  readonly hosts: readonly string[];
};

function serversOf(gateway: Manifest): readonly Server[] {
  return records(specOf(gateway)["servers"]).map(({ port, bind, hosts }, at) => ({
    gateway,
    at,
    port: `${numberFrom(record(port)["number"]) ?? 0}`,
    bind: text(bind),
    hosts: texts(hosts),
  }));
}

/** Whether both are configured on some pod: by the same selector, or by one that narrows the other. */
function shareWorkload(one: Manifest, other: Manifest, pods: readonly Manifest[] | undefined): boolean {
  const [first, second] = [one, other].map((gateway) => pairs(specOf(gateway)["selector"]));
  if (first === undefined || second === undefined) return false;
  if (printSelector(first) === printSelector(second)) return true;
  if (!selectorMatches(first, second) && !selectorMatches(second, first)) return false;
  if (pods === undefined) return false;
  const taken = new Set(gatewayPods(other, pods));
  return gatewayPods(one, pods).some((pod) => taken.has(pod));
}

/** IST0145: servers of several Gateways take one host on one port and address of the same workload. */
export const gatewayConflicts = listRule({
  codes: ["IST0145"],
  reads: [kindKeys.gateway],
  optional: [kindKeys.pod],
  saysOnce: true,
  check: ([gateways], { objects }) => {
    const pods = objects[kindKeys.pod];
    const servers = gateways.flatMap(serversOf);
    const byHost = new Map<string, Server[]>();
    for (const server of servers) {
      for (const host of server.hosts) {
        const key = `${server.port}|${server.bind}|${host}`;
        byHost.set(key, [...(byHost.get(key) ?? []), server]);
      }
    }
    return servers.flatMap((server) => {
      const rivals = server.hosts.flatMap((host) =>
        (byHost.get(`${server.port}|${server.bind}|${host}`) ?? []).filter(
          ({ gateway }) => gateway !== server.gateway && shareWorkload(server.gateway, gateway, pods),
        ),
      );
      if (rivals.length === 0) return [];
      const names = [...new Set(rivals.map(({ gateway }) => nameOf(gateway)))].toSorted().join(", ");
      const hosts = server.hosts.join(", ");
      return [
        findingOn(server.gateway, {
          code: "IST0145",
          severity: "error",
          path: `spec.servers[${server.at}]`,
          message: `${names} takes hosts of ${hosts} on port ${server.port} of the same workload`,
          params: {
            gateways: names,
            port: server.port,
            hosts,
            selector: printSelector(pairs(specOf(server.gateway)["selector"])),
          },
        }),
      ];
    });
  },
});
