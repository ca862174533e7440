import type { Because } from "@/lib/proxies/explain/answer";
import type { FlowStep } from "@/lib/proxies/explain-flow/explanation";
import type { FlowService } from "@/lib/proxies/explain-flow/flow-facts";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { ResolvedHost } from "@/lib/proxies/explain-flow/resolve-host";
import { because, stepOf } from "@/lib/proxies/explain-flow/way";

/** What the host of a request stands for, and the waypoint that its service asks for. */
export function addressStep(request: FlowRequest, { addresses, from, service }: ResolvedHost): FlowStep {
  const [address = ""] = addresses;
  const host = request.host === "" ? (request.ip ?? "") : request.host;
  return stepOf(
    {
      kind: "address",
      addresses,
      ...(service === undefined ? {} : { service: namedService(service) }),
    },
    from === "nothing" ? "depends" : "passes",
    because(`address_${from}`, { host, address, port: `${request.port}` }),
    {
      notes: [
        ...(addresses.length > 1 ? [because("more_addresses", { addresses: addresses.join(", ") })] : []),
        ...waypointNotes(service),
      ],
    },
  );
}

function namedService({ host, namespace, name, waypoint }: FlowService) {
  return { host, namespace, name, ...(waypoint === undefined ? {} : { waypoint }) };
}

function waypointNotes(service: FlowService | undefined): readonly Because[] {
  if (service?.waypoint === undefined) return [];
  const { namespace, name, by, pods } = service.waypoint;
  const waypoint = `${namespace}/${name}`;
  return [
    because(`waypoint_by_${by}`, { waypoint, service: `${service.namespace}/${service.name}` }),
    ...(pods.length === 0 ? [because("waypoint_without_pods", { waypoint })] : []),
  ];
}
