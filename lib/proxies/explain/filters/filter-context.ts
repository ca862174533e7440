import type { Because } from "@/lib/proxies/explain/answer";
import type { FilterEffect, LocalAnswer, SettingOrigin } from "@/lib/proxies/explain/filter-step";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import type { ProtoObject } from "@/lib/proxies/proto-json";

/** What a filter's rule is asked. */
export type FilterContext = {
  /** The filter's own configuration in the chain. */
  readonly config: ProtoObject;
  /** The configurations that override it, most specific first. */
  readonly overrides: readonly { readonly config: ProtoObject; readonly from: SettingOrigin }[];
  readonly request: ExplainedRequest;
  readonly peer: PeerFacts;
  /** The caller's address after forwarding headers; null for none, undefined when nobody told. */
  readonly sourceIp: string | null | undefined;
  /** The route's objects, for filters that read more than their own configuration. */
  readonly route: unknown;
  readonly virtualHost: unknown;
  /** The cluster that the request goes to, when it is a single one. */
  readonly cluster: string | undefined;
};

/** What a rule finds. `from` and `rule` say which configuration decided. */
export type FilterVerdict = {
  readonly effect: FilterEffect;
  readonly from?: SettingOrigin;
  readonly rule?: string;
  readonly notes?: readonly Because[];
};

export type FilterRule = (context: FilterContext) => FilterVerdict;

export function passes(code?: string, values: Because["values"] = {}): FilterVerdict {
  return { effect: code === undefined ? { does: "passes" } : { does: "passes", because: { code, values } } };
}

export function opaque(code: string, values: Because["values"] = {}): FilterVerdict {
  return { effect: { does: "opaque", why: { code, values } } };
}

export function answers(answer: LocalAnswer, because?: Because): FilterVerdict {
  return { effect: { does: "answers", answer, ...(because === undefined ? {} : { because }) } };
}

/** The most specific override, or the filter's own configuration. */
export function inForce({ config, overrides }: FilterContext): {
  readonly config: ProtoObject;
  readonly from: SettingOrigin;
} {
  return overrides[0] ?? { config, from: "filter" };
}
