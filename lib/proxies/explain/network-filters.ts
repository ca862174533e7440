import type { FilterStep } from "@/lib/proxies/explain/filter-step";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { anyField, itemsField, textField } from "@/lib/proxies/proto-json";
import type { ClusterWeight } from "@/lib/proxies/route";

/** Where the network filters of a chain bring a connection. */
export type NetworkEnd =
  | { readonly kind: "http"; readonly name: string; readonly hcm: unknown }
  | { readonly kind: "tcp"; readonly name: string; readonly clusters: readonly ClusterWeight[] }
  /** A filter closes the connection. */
  | { readonly kind: "closed"; readonly by: string }
  /** No filter of the chain sends it on, or one that we don't know does. */
  | { readonly kind: "opaque" };

export type NetworkPath = { readonly steps: readonly FilterStep[]; readonly end: NetworkEnd };

/** What the network filters of a filter chain (protobuf JSON) do to a connection, in order. */
export function explainNetworkFilters(chain: unknown, _peer: PeerFacts): NetworkPath {
  for (const filter of itemsField(chain, "filters")) {
    const { type, content } = anyField(filter, "typed_config");
    const name = textField(filter, "name") ?? "";
    if (type.endsWith(".HttpConnectionManager"))
      return { steps: [], end: { kind: "http", name, hcm: content } };
  }
  return { steps: [], end: { kind: "opaque" } };
}
