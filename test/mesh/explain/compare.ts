import { findRoute } from "@/lib/proxies/explain/find-route";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { outcomeOf } from "@/lib/proxies/explain/route-outcome";
import type { Observed } from "./ask-envoy";

/** Whether the prediction holds; a text says how it does not. */
export type Comparison = "same" | "unknown" | { readonly difference: string };

/** The clusters of drawn tables. */
const drawn: ReadonlySet<string> = new Set(["c1", "c2"]);

/** A caller on a pipe, without TLS, to a connection manager that has nothing but its table. */
const onPipe = { directSourceIp: null, isTls: false, serverName: "", certificate: null };

/** Compares what the explanation predicts with what Envoy did. */
export function compare(
  table: unknown,
  request: ExplainedRequest,
  seen: Observed,
  clusters: ReadonlySet<string> = drawn,
): Comparison {
  const { request: normal, answer } = normalRequest({}, request, onPipe, table);
  if (answer !== undefined) {
    return isStatus(seen, answer.status) && seen.route === undefined ? "same" : differs(answer.details, seen);
  }
  const found = findRoute(table, normal, onPipe);
  switch (found.kind) {
    case "opaque":
    case "unknown_host":
      return "unknown";
    case "no_virtual_host":
      return isStatus(seen, 404) && seen.route === undefined ? "same" : differs("no virtual host", seen);
    case "tls_redirect":
      return isStatus(seen, 301) && seen.location === found.location
        ? "same"
        : differs(`redirect to ${found.location}`, seen);
    case "routes": {
      const [first] = found.routes;
      if (first === undefined) {
        return isStatus(seen, 404) && seen.route === undefined ? "same" : differs("no route", seen);
      }
      if (first.dependsOn.length > 0) return "unknown";
      return compareOutcome(first.name, outcomeOf(first.route, normal), seen, clusters);
    }
  }
}

function compareOutcome(
  name: string,
  outcome: ReturnType<typeof outcomeOf>,
  seen: Observed,
  clusters: ReadonlySet<string>,
): Comparison {
  const wanted = `${name} ${JSON.stringify(outcome)}`;
  // A cluster that a missing header should have named leaves the route without a name in the answer.
  if (outcome.kind !== "cluster_header" && (seen.route ?? "") !== name) return differs(wanted, seen);
  switch (outcome.kind) {
    case "opaque":
      return "unknown";
    case "redirect":
      return isStatus(seen, outcome.status) && seen.location === outcome.location
        ? "same"
        : differs(wanted, seen);
    case "direct_response":
      return isStatus(seen, outcome.status) && seen.location === outcome.location
        ? "same"
        : differs(wanted, seen);
    case "clusters":
      return outcome.clusters.some(({ cluster }) => cluster === seen.cluster)
        ? "same"
        : differs(wanted, seen);
    case "cluster_header": {
      const isKnown = outcome.cluster !== undefined && clusters.has(outcome.cluster);
      if (isKnown) return seen.cluster === outcome.cluster ? "same" : differs(wanted, seen);
      return isStatus(seen, 503) || isStatus(seen, 404) ? "same" : differs(wanted, seen);
    }
  }
}

function isStatus(seen: Observed, status: number): boolean {
  return seen.status === status || (seen.isGrpcReply && seen.status === 200);
}

function differs(wanted: string, seen: Observed): Comparison {
  return { difference: `predicted ${wanted}, Envoy did ${JSON.stringify(seen)}` };
}
