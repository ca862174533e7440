import { inForce, passes, type FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { percentOf } from "@/lib/proxies/explain/route-conditions";
import {
  booleanField,
  fieldAt,
  itemsField,
  numberField,
  objectField,
  textField,
} from "@/lib/proxies/proto-json";

/** The local rate limit answers 429 when its bucket is empty, which nobody can see from here. */
export const localRateLimit: FilterRule = (context) => {
  const { config, from } = inForce(context);
  const bucket = objectField(config, "token_bucket");
  const descriptors = itemsField(config, "descriptors").length;
  if (bucket === undefined && descriptors === 0) return { ...passes("limit_none"), from };
  const isOn = (key: string) => percentOf(objectField(objectField(config, key), "default_value")) > 0;
  if (!isOn("filter_enabled")) return { ...passes("limit_off"), from };
  if (!isOn("filter_enforced")) return { ...passes("limit_not_enforced"), from };
  const status = numberField(objectField(config, "status"), "code") ?? Number(statusText(config));
  const values = {
    tokens: `${numberField(bucket, "max_tokens") ?? 0}`,
    refill: `${numberField(bucket, "tokens_per_fill") ?? 1}`,
    every: textField(bucket, "fill_interval") ?? "",
  };
  const answer = {
    status: status >= 400 ? status : 429,
    flag: "RL",
    details: "local_rate_limited",
    body: "local_rate_limited",
  };
  return { effect: { does: "may_answer", answer, because: [{ code: "token_bucket", values }] }, from };
};

function statusText(config: unknown): string {
  const code = fieldAt(config, "status", "code");
  return typeof code === "string" ? (/\d+/.exec(code)?.[0] ?? "429") : "429";
}

/** The global rate limit asks a server; only the route's own actions make it ask at all. */
export const rateLimit: FilterRule = (context) => {
  const stage = numberField(context.config, "stage") ?? 0;
  const own = itemsField(objectField(context.route, "route"), "rate_limits");
  const limits = [...own, ...itemsField(context.virtualHost, "rate_limits")].filter(
    (limit) => (numberField(limit, "stage") ?? 0) === stage,
  );
  const overriding = context.overrides.flatMap(({ config }) => itemsField(config, "rate_limits"));
  if (limits.length + overriding.length === 0) return passes("limit_none");
  const status = numberField(objectField(context.config, "rate_limited_status"), "code") ?? 429;
  const answer = { status: Math.max(status, 400), flag: "RL", details: "request_rate_limited" };
  const because = {
    code: "rate_limit_server",
    values: { domain: textField(context.config, "domain") ?? "" },
  };
  return { effect: { does: "may_answer", answer, because: [because] } };
};

/** Concurrency limits and load shedding answer 503 when the proxy thinks that it has enough to do. */
export const concurrency: FilterRule = () => ({
  effect: {
    does: "may_answer",
    answer: { status: 503, flag: "", details: "reached_concurrency_limit" },
    because: [{ code: "load", values: {} }],
  },
});

/** A body that is too large is answered 413; how large it is, nobody said. */
export const buffer: FilterRule = (context) => {
  const override = context.overrides[0];
  if (override !== undefined && booleanField(override.config, "disabled")) {
    return { ...passes("disabled"), from: override.from };
  }
  const config = override === undefined ? context.config : objectField(override.config, "buffer");
  const most = numberField(config, "max_request_bytes");
  return passes("buffer", { bytes: `${most ?? ""}` });
};
