import { phrase } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { hostFromService } from "@/lib/mesh/service-host";
import { itemsField, numberField, textField } from "@/lib/proxies/proto-json";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { ServiceRequestInput } from "@/server/operations/explain/input";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

export type ServiceAddress = { readonly host: string; readonly port: number };

const httpNames = /^(?:http|http2|grpc|grpc-web)(?:-|$)/;

/** Host and port that a request to a service goes to: its first port of the protocol. Throws not_found. */
export async function addressOfService(
  ctx: OperationContext,
  { cluster, namespace, name, isTcp }: ServiceRequestInput,
): Promise<Sourced<ServiceAddress>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, cluster);
  const call = { purpose: `ports of service ${namespace}/${name}`, signal: ctx.signal };
  const services = await gathering.takeObjects(
    "ports of the service",
    sources.kubernetes.list("", "Service", call, [namespace]),
  );
  const service = services?.find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  const ports = itemsField(service?.spec, "ports");
  const isHttp = (port: unknown) =>
    httpNames.test(textField(port, "appProtocol") ?? textField(port, "name") ?? "");
  const port = numberField(ports.find((each) => isHttp(each) !== isTcp) ?? ports[0], "port");
  if (port === undefined) {
    throw new ConsoleError("not_found", phrase("no_service_with_port", { namespace, name }), {
      hint: phrase("write_url"),
      details: { field: "service" },
    });
  }
  return gathering.answer({ host: hostFromService({ namespace, name }), port });
}
