import type { FilterStep, SettingOrigin } from "@/lib/proxies/explain/filter-step";
import { passes, type FilterContext, type FilterVerdict } from "@/lib/proxies/explain/filters/filter-context";
import { filterRule } from "@/lib/proxies/explain/filters/filter-rules";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import {
  anyField,
  booleanField,
  isProtoObject,
  itemsField,
  objectField,
  openAny,
  textField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";

/** The objects (protobuf JSON) whose `typed_per_filter_config` may override a filter; absent where there is none. */
export type FilterOverrides = {
  readonly route?: unknown;
  readonly virtualHost?: unknown;
  readonly weightedCluster?: unknown;
  readonly routeConfig?: unknown;
};

/** What is known beside the request; `sourceIp` comes from `normalRequest`. */
export type FilterFacts = PeerFacts & {
  readonly sourceIp?: string | null | undefined;
  /** The one cluster that the request goes to. */
  readonly cluster?: string | undefined;
};

/**
 * What each HTTP filter of a connection manager does to a request, in order, up to the first that surely answers it.
 * `request` is the normal one (`normalRequest`). Source: Envoy's filter manager and PerFilterConfigs.
 */
export function explainHttpFilters(
  hcm: unknown,
  overrides: FilterOverrides,
  request: ExplainedRequest,
  facts: FilterFacts,
): readonly FilterStep[] {
  const steps: FilterStep[] = [];
  for (const filter of itemsField(hcm, "http_filters")) {
    const step = explainFilter(filter, overrides, request, facts);
    steps.push(step);
    if (step.effect.does === "answers") break;
  }
  return steps;
}

function explainFilter(
  filter: unknown,
  overrides: FilterOverrides,
  request: ExplainedRequest,
  facts: FilterFacts,
): FilterStep {
  const name = textField(filter, "name") ?? "";
  const { type, content } = anyField(filter, "typed_config");
  const { kind, rule } = filterRule(type);
  const own = overridesOf(name, overrides);
  const context: FilterContext = {
    config: content,
    overrides: own.configs,
    request,
    peer: facts,
    sourceIp: "sourceIp" in facts ? facts.sourceIp : facts.directSourceIp,
    route: overrides.route,
    virtualHost: overrides.virtualHost,
    cluster: facts.cluster,
  };
  const isOff = own.isDisabled ?? booleanField(filter, "disabled");
  const verdict: FilterVerdict = isOff ? passes("disabled") : rule(context);
  const from: SettingOrigin = verdict.from ?? "filter";
  const shown = { name, kind, type, effect: verdict.effect, notes: verdict.notes ?? [] };
  return { ...shown, from, ...(verdict.rule === undefined ? {} : { rule: verdict.rule }) };
}

type Overrides = {
  readonly configs: FilterContext["overrides"];
  /** What the most specific object says about being off; undefined when none speaks of it. */
  readonly isDisabled: boolean | undefined;
};

/**
 * The configurations for a filter by its name, most specific first. Each object may turn it on or off, too; the most
 * specific one that names the filter decides.
 */
function overridesOf(name: string, overrides: FilterOverrides): Overrides {
  const levels: readonly (readonly [SettingOrigin, unknown])[] = [
    ["weighted_cluster", overrides.weightedCluster],
    ["route", overrides.route],
    ["virtual_host", overrides.virtualHost],
    ["route_config", overrides.routeConfig],
  ];
  const configs: { config: ProtoObject; from: SettingOrigin }[] = [];
  let isDisabled: boolean | undefined;
  for (const [from, proto] of levels) {
    // A filter's name is the key: it is data, in one spelling only.
    const found = objectField(proto, "typed_per_filter_config")?.[name];
    if (!isProtoObject(found)) continue;
    const { type, content } = openAny(found);
    const isWrapped = type === "envoy.config.route.v3.FilterConfig";
    const config = isWrapped ? anyField(content, "config").content : content;
    isDisabled ??= isWrapped && booleanField(content, "disabled");
    if (!isWrapped || objectField(content, "config") !== undefined) configs.push({ config, from });
  }
  return { configs, isDisabled };
}
