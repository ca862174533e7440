import type { FilterStep } from "@/lib/proxies/explain/filter-step";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { anyField, itemsField, textField } from "@/lib/proxies/proto-json";

/** The objects (protobuf JSON) whose `typed_per_filter_config` may override a filter; absent where there is none. */
export type FilterOverrides = {
  readonly route?: unknown;
  readonly virtualHost?: unknown;
  readonly weightedCluster?: unknown;
  readonly routeConfig?: unknown;
};

/**
 * What each HTTP filter of a connection manager does to a request, in order, up to the first that surely answers it.
 * `request` is the normal one (`normalRequest`).
 */
export function explainHttpFilters(
  hcm: unknown,
  _overrides: FilterOverrides,
  _request: ExplainedRequest,
  _peer: PeerFacts,
): readonly FilterStep[] {
  return itemsField(hcm, "http_filters").map((filter) => {
    const { type } = anyField(filter, "typed_config");
    return {
      name: textField(filter, "name") ?? "",
      kind: type,
      type,
      from: "filter",
      effect: { does: "opaque", why: { code: "filter_unknown", values: { type } } },
      notes: [],
    };
  });
}
