import type { FlowEnd, FlowStep, Outcome } from "@/lib/proxies/explain-flow/explanation";
import type { RouteEffects } from "@/lib/proxies/explain/route-effects";
import type { UpstreamTls } from "@/lib/proxies/cluster";

/** What of a step can make a request go another way, or be treated otherwise on the same one. */
export const stepFactNames = [
  "share",
  "verdict",
  "addresses",
  "listener",
  "chain",
  "tls",
  "filters",
  "exits",
  "request",
  "table",
  "domain",
  "route",
  "condition",
  "timeouts",
  "retries",
  "rewrite",
  "headers",
  "mirrors",
  "hash",
  "cluster",
  "type",
  "loadBalancing",
  "breaker",
  "outlier",
  "endpoints",
] as const;
export type StepFactName = (typeof stepFactNames)[number];

/** Facts as text that is the same where the treatment is the same. */
export type StepFacts = Readonly<Partial<Record<StepFactName, string>>>;

/**
 * What a step says in facts that can be compared between two configurations. How they were found out (an address by its
 * Service or by a route's domains), ids and health that only one side can know are left out.
 */
export function factsOfStep(step: FlowStep): StepFacts {
  const exits = step.exits.map(endText).join("; ");
  return { verdict: step.verdict, ...(exits === "" ? {} : { exits }), ...ownFacts(step) };
}

function ownFacts(step: FlowStep): StepFacts {
  switch (step.kind) {
    case "address":
      return { addresses: step.addresses.join(", ") };
    case "listener":
      return { listener: step.name };
    case "filter_chain":
      return { chain: [step.name, step.conditions].join(" "), tls: downstreamText(step) };
    case "network_filters":
    case "http_filters":
      return { filters: step.filters.map(filterText).join("; ") };
    case "request":
      return { request: `${step.authority}${step.path}` };
    case "route_table":
      return { table: step.name };
    case "virtual_host":
      return { domain: step.domain };
    case "route":
      return {
        route: Object.values(step.says.values).join(" → "),
        condition: step.condition,
        ...(step.effects === undefined ? {} : effectFacts(step.effects)),
      };
    case "cluster":
      return clusterFacts(step);
    case "endpoints":
      return {
        endpoints: step.endpoints
          .filter(({ sharePercent }) => sharePercent !== 0)
          .map(({ address }) => address)
          .toSorted()
          .join(", "),
      };
  }
}

function downstreamText({ tls }: Extract<FlowStep, { kind: "filter_chain" }>): string {
  if (tls === undefined) return "";
  return [...tls.secrets, tls.requiresClientCertificate ? "mutual" : "simple"].join(" ");
}

/** What a filter does; one that lets the request on for another reason does the same. */
function filterText({ name, effect, rule }: Extract<FlowStep, { kind: "http_filters" }>["filters"][number]) {
  const own = rule === undefined ? "" : ` (${rule})`;
  switch (effect.does) {
    case "answers":
      return `${name} ${effect.answer.status}${own}`;
    case "may_answer":
      return `${name} ${effect.answer.status} ${effect.sharePercent ?? "?"}%${own}`;
    case "changes":
      return `${name} ${JSON.stringify([effect.requestHeaders, effect.responseHeaders, effect.delay ?? null])}`;
    case "passes":
    case "opaque":
    case "unknown":
      return `${name} ${effect.does}`;
  }
}

function effectFacts(effects: RouteEffects): StepFacts {
  const { timeouts, retries, path, host, requestHeaders, responseHeaders, mirrors, hashPolicies } = effects;
  const setting = (name: string, ms: number | undefined) => (ms === undefined ? [] : [`${name} ${ms} ms`]);
  const again = retries?.value;
  return {
    timeouts: [
      ...setting("request", timeouts.requestMs.value),
      ...setting("per try", timeouts.perTryMs?.value),
      ...setting("idle", timeouts.idleMs?.value),
      ...setting("stream", timeouts.maxStreamDurationMs?.value),
    ].join(", "),
    retries:
      again === undefined
        ? "0"
        : `${again.attempts} × ${[...again.on, ...again.statusCodes].join(", ")} ${again.backoffBaseMs} ms`,
    rewrite: [path?.after ?? "", host === undefined ? "" : JSON.stringify(host)].filter(Boolean).join(" "),
    headers: [...requestHeaders, ...responseHeaders]
      .map(({ name, action, value }) => `${action} ${name}: ${value}`)
      .join("; "),
    mirrors: mirrors
      .map(({ cluster, clusterHeader, percent }) => `${clusterHeader ?? cluster} ${percent ?? "?"}%`)
      .join(", "),
    hash: hashPolicies.map(({ on, name }) => `${on} ${name}`).join(", "),
  };
}

function clusterFacts(step: Extract<FlowStep, { kind: "cluster" }>): StepFacts {
  return {
    cluster: step.name,
    type: step.type,
    loadBalancing: step.lbPolicy,
    tls: upstreamText(step.tls),
    breaker: step.circuitBreakers.map(valuesText).join("; "),
    outlier: valuesText(step.outlier ?? {}),
  };
}

function valuesText(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}

function upstreamText({ mode, sni }: UpstreamTls): string {
  return sni === undefined ? mode : `${mode} ${sni}`;
}

/** An end as text that is the same where the same becomes of the request. */
export function endText({ outcome, sharePercent }: Pick<FlowEnd, "outcome" | "sharePercent">): string {
  const share = sharePercent === undefined ? "?" : Number(sharePercent.toPrecision(4));
  return `${outcomeText(outcome)} ${share}%`;
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "sent":
      return `sent ${outcome.cluster}`;
    case "answered":
      return ["answered", outcome.status, outcome.flag, outcome.location ?? "", outcome.rule ?? ""].join(" ");
    case "closed":
      return `closed ${outcome.flag}`;
    case "unknown":
      return "unknown";
  }
}
