import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { Seen } from "./ask-whole";
import { isStatus, predict, type Prediction } from "./predict";

/** Compares the predicted way of a request through a connection manager with what Envoy did. */
export function compareWhole(
  hcm: unknown,
  request: ExplainedRequest,
  seen: Seen,
  peer?: PeerFacts,
): "same" | "unknown" | { readonly difference: string } {
  const prediction = predict(hcm, request, peer, seen.upstream?.cluster);
  const wrong = prediction.kind === "unknown" ? undefined : difference(prediction, request, seen);
  if (prediction.kind === "unknown") return "unknown";
  return wrong === undefined
    ? "same"
    : {
        difference: `${wrong}; predicted ${JSON.stringify({ ...prediction, request: undefined })}, Envoy did ${JSON.stringify(seen)}`,
      };
}

function difference(prediction: Prediction, request: ExplainedRequest, seen: Seen): string | undefined {
  if (prediction.kind === "unknown") return undefined;
  if (prediction.kind === "local") {
    const { answer, location } = prediction;
    if (seen.local === undefined) return "went upstream";
    if (!isStatus(request, seen.status, answer.status)) return "status";
    if (location !== seen.location) return "location";
    const { details, flags } = seen.local;
    const isOpen = answer.details === "rbac_access_denied_matched_policy";
    const isTold = isOpen ? details.startsWith(answer.details) : details === answer.details;
    if (details !== "" && !isTold) return "details";
    return flags !== "" && flags !== (answer.flag === "" ? "-" : answer.flag) ? "flag" : undefined;
  }
  const { upstream } = seen;
  if (upstream === undefined) return "answered by itself";
  if (!prediction.clusters.includes(upstream.cluster)) return "cluster";
  if (upstream.path !== prediction.path) return "path";
  const got = (name: string) => {
    const values = upstream.headers.filter(([key]) => key === name).map(([, value]) => value);
    return values.length === 0 ? null : values.join(",");
  };
  if (got("host") !== prediction.host) return "host";
  const timeout = Number(got("x-envoy-expected-rq-timeout-ms") ?? 0);
  if (timeout !== prediction.timeoutMs) return "timeout";
  const wrong = compared.find(
    (name) => !prediction.untold.has(name) && got(name) !== headerOf(prediction.request, name),
  );
  return wrong === undefined ? undefined : `header ${wrong}`;
}

const compared = [
  "x-a",
  "x-b",
  "x-new",
  "x-num",
  "x-mutated",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-envoy-internal",
  "x-envoy-custom",
];
