import type { AmbientConnection, AmbientPodState } from "./model";
import type { NameTable } from "./name-table";
import { withoutUndefined, wordField } from "./workload";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { fieldAt, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** A pod that ztunnel serves, with the number of its open connections. */
export function podStateFromEntry(entry: DumpEntry, value: unknown): AmbientPodState {
  const info = objectField(value, "info");
  const connections = objectField(value, "connections");
  return {
    id: entry.id,
    podUid: entry.name,
    state: textField(value, "state") ?? "",
    inboundCount: itemsField(connections, "inbound").length,
    outboundCount: itemsField(connections, "outbound").length,
    ...withoutUndefined({
      namespace: wordField(info, "namespace"),
      pod: wordField(info, "name"),
      serviceAccount: wordField(info, "service_account"),
    }),
  };
}

/**
 * Its open connections. Inbound, `src` is the client and `actualDst` the pod; outbound, `src` is the pod and
 * `actualDst` the endpoint that was chosen, or its tunnel port. Source: ztunnel's connection manager.
 */
export function connectionsFromEntry(
  entry: DumpEntry,
  value: unknown,
  names: NameTable,
): readonly AmbientConnection[] {
  const pod = podStateFromEntry(entry, value);
  return (["inbound", "outbound"] as const).flatMap((direction) =>
    itemsField(fieldAt(value, "connections"), direction).map((item, index) => {
      const source = names.named(textField(item, "src") ?? "");
      const actual = names.named(textField(item, "actual_dst") ?? "");
      const target = wordField(item, "original_dst");
      return {
        id: `${entry.id}/${direction}/${index}`,
        podUid: pod.podUid,
        namespace: pod.namespace ?? "",
        pod: pod.pod ?? "",
        direction,
        local: direction === "inbound" ? actual : source,
        remote: direction === "inbound" ? source : actual,
        protocol: textField(item, "protocol") ?? "",
        ...(target === undefined ? {} : { target: names.named(target) }),
      };
    }),
  );
}
