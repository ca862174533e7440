import { addressFromProto, fieldAt, isProtoObject, textField } from "@/lib/proxies/proto-json";

/**
 * A load assignment without the hosts that requests made: a cluster of original destinations has one for each address
 * that was asked for, and forgets it some seconds later, so that two looks at one proxy never show the same. Their
 * hostname is the cluster's with the address behind it. `hosts` counts them.
 * Source: Envoy, original destination cluster.
 */
export function withoutTrafficHosts(assignment: unknown): {
  readonly value: unknown;
  readonly hosts: number;
} {
  const cluster = textField(assignment, "cluster_name") ?? "";
  const groups = fieldAt(assignment, "endpoints");
  if (!isProtoObject(assignment) || !Array.isArray(groups)) return { value: assignment, hosts: 0 };
  let hosts = 0;
  const kept = groups.flatMap((group: unknown) => {
    const own = fieldAt(group, "lb_endpoints");
    if (!isProtoObject(group) || !Array.isArray(own)) return [group];
    const rest = own.filter((host: unknown) => !isMadeByTraffic(host, cluster));
    hosts += own.length - rest.length;
    if (rest.length === own.length) return [group];
    return rest.length === 0 ? [] : [{ ...group, lb_endpoints: rest }];
  });
  if (hosts === 0) return { value: assignment, hosts };
  const { endpoints: _, ...others } = assignment;
  return { value: kept.length === 0 ? others : { ...others, endpoints: kept }, hosts };
}

function isMadeByTraffic(host: unknown, cluster: string): boolean {
  const name = fieldAt(host, "endpoint", "hostname");
  const { text } = addressFromProto(fieldAt(host, "endpoint", "address"));
  return cluster !== "" && text !== "" && name === `${cluster}${text}`;
}
