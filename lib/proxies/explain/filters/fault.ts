import { allOf, type Because } from "@/lib/proxies/explain/answer";
import {
  inForce,
  passes,
  type FilterContext,
  type FilterRule,
  type FilterVerdict,
} from "@/lib/proxies/explain/filters/filter-context";
import type { LocalAnswer } from "@/lib/proxies/explain/filter-step";
import { matchHeader } from "@/lib/proxies/explain/header-match";
import { headerOf } from "@/lib/proxies/explain/request";
import { percentOf } from "@/lib/proxies/explain/route-conditions";
import {
  durationMsField,
  itemsField,
  numberField,
  objectField,
  textField,
  textsField,
  type ProtoObject,
} from "@/lib/proxies/proto-json";

/** The fault filter: delays and aborts of a share of the requests. Source: Envoy's FaultFilter. */
export const fault: FilterRule = (context) => {
  const { config, from } = inForce(context);
  const wanted = textField(config, "upstream_cluster") ?? "";
  if (wanted !== "" && context.cluster !== undefined && context.cluster !== wanted) {
    return { ...passes("fault_other_cluster", { cluster: wanted }), from };
  }
  const nodes = textsField(config, "downstream_nodes");
  const node = headerOf(context.request, "x-envoy-downstream-service-node");
  if (nodes.length > 0 && typeof node !== "undefined" && (node === null || !nodes.includes(node))) {
    return { ...passes("fault_other_node"), from };
  }
  const condition = allOf(itemsField(config, "headers").map((one) => matchHeader(one, context.request)));
  if (condition.is === "no") return { ...passes(condition.because.code, condition.because.values), from };
  const open = condition.is === "unknown" ? condition.because : [];
  const asksCluster = wanted !== "" && context.cluster === undefined;
  const dependsOn = asksCluster ? [...open, { code: "cluster", values: { cluster: wanted } }] : open;
  return { ...verdict(context, config, dependsOn), from };
};

function verdict(context: FilterContext, config: ProtoObject, dependsOn: readonly Because[]): FilterVerdict {
  const delay = delayOf(context, objectField(config, "delay"));
  const abort = abortOf(context, objectField(config, "abort"));
  const notes: readonly Because[] =
    delay === undefined
      ? []
      : [{ code: "delay", values: { ms: `${delay.ms}`, percent: `${delay.sharePercent}` } }];
  if (abort !== undefined && abort.sharePercent > 0) {
    if (abort.sharePercent >= 100 && dependsOn.length === 0) {
      return { effect: { does: "answers", answer: abort.answer }, notes };
    }
    const share = dependsOn.length === 0 ? { sharePercent: abort.sharePercent } : {};
    return { effect: { does: "may_answer", answer: abort.answer, ...share, because: dependsOn }, notes };
  }
  if (delay === undefined || delay.sharePercent <= 0) return passes("fault_none");
  if (dependsOn.length > 0) return { effect: { does: "unknown", dependsOn }, notes };
  return { effect: { does: "changes", requestHeaders: [], responseHeaders: [], delay } };
}

type Delay = { readonly ms: number; readonly sharePercent: number };

function delayOf({ request }: FilterContext, delay: unknown): Delay | undefined {
  if (delay === undefined) return undefined;
  const sharePercent = percentOf(objectField(delay, "percentage"));
  if (objectField(delay, "header_delay") === undefined) {
    return { ms: durationMsField(delay, "fixed_delay") ?? 0, sharePercent };
  }
  const ms = Number(headerOf(request, "x-envoy-fault-delay-request") ?? Number.NaN);
  const asked = headerOf(request, "x-envoy-fault-delay-request-percentage");
  return Number.isNaN(ms) ? undefined : { ms, sharePercent: atMost(asked, sharePercent) };
}

function abortOf(
  { request }: FilterContext,
  abort: unknown,
): { readonly answer: LocalAnswer; readonly sharePercent: number } | undefined {
  if (abort === undefined) return undefined;
  const sharePercent = percentOf(objectField(abort, "percentage"));
  const grpc = numberField(abort, "grpc_status");
  if (objectField(abort, "header_abort") === undefined) {
    // A gRPC status is told in a header, beside HTTP's 200.
    const status = grpc === undefined ? (numberField(abort, "http_status") ?? 0) : 200;
    return { answer: abortAnswer(status), sharePercent };
  }
  const asked = headerOf(request, "x-envoy-fault-abort-request");
  const status = Number(asked ?? Number.NaN);
  if (!Number.isInteger(status) || status < 200 || status >= 600) return undefined;
  const percent = headerOf(request, "x-envoy-fault-abort-request-percentage");
  return { answer: abortAnswer(status), sharePercent: atMost(percent, sharePercent) };
}

/** A header may ask for less than the configuration allows. */
function atMost(asked: string | null | undefined, percent: number): number {
  return typeof asked === "string" && /^\d+$/.test(asked) ? Math.min(Number(asked), percent) : percent;
}

function abortAnswer(status: number): LocalAnswer {
  return { status, flag: "FI", details: "fault_filter_abort", body: "fault filter abort" };
}
