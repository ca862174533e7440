import type { Because } from "@/lib/proxies/explain/answer";

/** One header that a step sets or takes away. `value` is a format string as configured, `%REQ(x)%` and the like. */
export type HeaderChange = {
  readonly name: string;
  readonly action: "append" | "add_if_absent" | "overwrite" | "overwrite_if_exists" | "remove";
  readonly value: string;
  /** A value that comes out empty is written all the same; otherwise the header is left out. */
  readonly keepsEmpty?: boolean;
  /** Made by itself, after those before it; changes of one object are otherwise made all at once. */
  readonly inTurn?: true;
  readonly from: SettingOrigin;
};

/** Where a setting that is in force was written. */
export type SettingOrigin =
  | "request_header"
  | "weighted_cluster"
  | "route"
  | "virtual_host"
  | "route_config"
  | "connection_manager"
  | "filter"
  | "default";

/** What a filter does to one request. */
export type FilterEffect =
  /** Lets it on as it is; `because` says why (disabled, no rule for it, a rule allows it). */
  | { readonly does: "passes"; readonly because?: Because }
  /** Ends it here. `flag` is Envoy's response flag ("" for none), `details` its response code details. */
  | { readonly does: "answers"; readonly answer: LocalAnswer; readonly because?: Because }
  /** Ends a share of the requests; `sharePercent` is absent where it depends on what we can't see. */
  | {
      readonly does: "may_answer";
      readonly answer: LocalAnswer;
      readonly sharePercent?: number;
      readonly because: readonly Because[];
    }
  /** Lets it on, changed. */
  | {
      readonly does: "changes";
      readonly requestHeaders: readonly HeaderChange[];
      readonly responseHeaders: readonly HeaderChange[];
      /** Held back for so long, for this share of the requests. */
      readonly delay?: { readonly ms: number; readonly sharePercent: number };
      readonly because?: Because;
    }
  /** May do anything: a script, a plugin, another server, or a filter that we don't know. */
  | { readonly does: "opaque"; readonly why: Because }
  /** Would be told by what nobody said. */
  | { readonly does: "unknown"; readonly dependsOn: readonly Because[]; readonly otherwise?: LocalAnswer };

/** An answer that the proxy gives by itself. */
export type LocalAnswer = {
  readonly status: number;
  /** As access logs print it: FI, RL, UAEX, RBAC answers have none. */
  readonly flag: string;
  readonly details: string;
  readonly body?: string;
};

/** One HTTP or network filter of the chain, in its order, and what it does to the request. */
export type FilterStep = {
  readonly name: string;
  /** The type's own short name: `rbac`, `jwt_authn`, `fault`, `router`; the full message name for a stranger. */
  readonly kind: string;
  /** Full message name of the configuration; "" where there is none. */
  readonly type: string;
  /** Where the configuration in force stands. */
  readonly from: SettingOrigin;
  /** The part of the configuration that decided: a policy, a rule, a provider. */
  readonly rule?: string;
  readonly effect: FilterEffect;
  /** More that is worth a line: shadow rules, logged rules, statistics. */
  readonly notes: readonly Because[];
};
