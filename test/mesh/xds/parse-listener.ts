import {
  anyField,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";
import type { XdsTcpRoute } from "@/lib/xds/tcp-routes";

/**
 * The TCP routes of a listener: its filter chains that end in a TCP proxy, in order, the default one last. What is left
 * over for addresses outside the mesh is no route of the service.
 */
export function parseTcpRoutes(listener: unknown): readonly XdsTcpRoute[] {
  const fallback = objectField(listener, "default_filter_chain");
  const chains = [...itemsField(listener, "filter_chains"), ...(fallback === undefined ? [] : [fallback])];
  return chains
    .flatMap(parseChain)
    .filter(({ clusters }) => clusters.every(({ cluster }) => cluster.startsWith("outbound|")));
}

function parseChain(chain: unknown): readonly XdsTcpRoute[] {
  const filters = itemsField(chain, "filters").map((filter) => anyField(filter, "typed_config"));
  const proxy = filters.find(({ type }) => type.endsWith("TcpProxy"))?.content;
  if (proxy === undefined) return [];
  const match = objectField(chain, "filter_chain_match");
  const configPath = textField(fieldAt(chain, "metadata", "filter_metadata", "istio"), "config");
  return [
    {
      sniHosts: textsField(match, "server_names"),
      subnets: itemsField(match, "prefix_ranges").map(
        (range) => `${textField(range, "address_prefix") ?? ""}/${numberField(range, "prefix_len") ?? 0}`,
      ),
      clusters: parseClusters(proxy),
      ...(configPath === undefined ? {} : { configPath }),
    },
  ];
}

function parseClusters(proxy: unknown): XdsTcpRoute["clusters"] {
  const single = textField(proxy, "cluster");
  if (single !== undefined) return [{ cluster: single, weight: 100 }];
  return itemsField(objectField(proxy, "weighted_clusters"), "clusters").map((each) => ({
    cluster: textField(each, "name") ?? "",
    weight: numberField(each, "weight") ?? 0,
  }));
}
