import type { Because } from "@/lib/proxies/explain/answer";
import { explainHttpFilters, type FilterFacts } from "@/lib/proxies/explain/http-filters";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { isGrpc, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { filtersStep } from "@/lib/proxies/explain-flow/filter-exits";
import type { FlowStep, Outcome } from "@/lib/proxies/explain-flow/explanation";
import type { FlowDump, FlowListener } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { routesWay } from "@/lib/proxies/explain-flow/routes-way";
import { scopedTable } from "@/lib/proxies/explain-flow/scoped-table";
import { after, because, endWith, stepOf, type Rest } from "@/lib/proxies/explain-flow/way";
import { fieldAt, objectField, textField } from "@/lib/proxies/proto-json";

/** What the way through an HTTP connection manager starts from. */
export type HttpStart = {
  readonly dump: FlowDump;
  readonly facts: FlowFacts;
  /** Absent in a dump without listeners. */
  readonly listener?: FlowListener;
  readonly hcm: unknown;
  readonly request: FlowRequest;
  readonly peer: FilterFacts;
  readonly mostSkipped?: number | undefined;
  readonly original: { readonly ip: string | undefined; readonly port: number };
};

type TableSource = "rds" | "inline" | "scoped";

/** The steps through an HTTP connection manager: the request as it sees it, its route, its filters, its cluster. */
export function httpWay(start: HttpStart): Rest {
  const normal = normalRequest(start.hcm, requestOf(start.request, start.peer), start.peer, tableOf(start));
  const { request } = normal;
  const answer = normal.answer;
  const says = because(answer === undefined ? "request" : "request_refused", {
    method: request.method,
    authority: request.authority,
    path: request.path ?? "",
  });
  const step = stepOf(
    { kind: "request", authority: request.authority, path: request.path ?? "", changes: normal.steps },
    answer === undefined ? "passes" : "ends",
    says,
    { notes: isGrpc(request) === true ? [because("grpc_answers")] : [] },
  );
  if (answer !== undefined) {
    const { body: _body, ...facts } = answer;
    return endWith({ kind: "answered", ...facts, because: says }, [step]);
  }
  return after([step], tableWay({ ...start, peer: { ...start.peer, sourceIp: normal.sourceIp } }, request));
}

/** The manager's table where it has one of its own, for headers that only internal callers may send. */
function tableOf({ dump, hcm }: HttpStart): unknown {
  const name = fieldAt(hcm, "rds", "route_config_name");
  return typeof name === "string" ? dump.routeTable(name)?.proto : objectField(hcm, "route_config");
}

/** The request as the caller sends it. A host header, or the pseudo header, stands for the authority. */
function requestOf(request: FlowRequest, peer: PeerFacts): ExplainedRequest {
  const own = request.headers.find(({ name }) => name === ":authority" || name === "host")?.value;
  const isDefault = request.port === (request.scheme === "https" ? 443 : 80);
  const host = request.host === "" ? (request.ip ?? "") : request.host;
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const { certificate } = peer;
  return {
    authority: own ?? request.authority ?? (isDefault ? bracketed : `${bracketed}:${request.port}`),
    path: request.path,
    method: request.method,
    scheme: request.scheme === "https" ? "https" : "http",
    headers: request.headers.filter(({ name }) => name !== ":authority" && name !== "host"),
    headersAreComplete: request.headersAreComplete,
    ...(certificate === undefined
      ? {}
      : { certificate: { isPresented: certificate !== null, isValidated: certificate !== null } }),
  };
}

function tableWay(start: HttpStart, request: ExplainedRequest): Rest {
  const { dump, hcm, listener } = start;
  const name = fieldAt(hcm, "rds", "route_config_name");
  if (typeof name === "string") {
    const table = dump.routeTable(name);
    if (table === undefined) {
      const says = because("route_table_missing", { name });
      return missingTable(start, request, { name, source: "rds" }, says);
    }
    const step = tableStep(name, "rds", because("route_table", { name }), table.link);
    return after([step], routesWay({ ...start, request, table: table.proto, tableLink: table.link }));
  }
  const inline = objectField(hcm, "route_config");
  if (inline !== undefined) {
    const own = textField(inline, "name") ?? "";
    const step = tableStep(own, "inline", because("route_table_inline", { name: own }), listener?.link);
    return after([step], routesWay({ ...start, request, table: inline, tableLink: listener?.link }));
  }
  const scoped = objectField(hcm, "scoped_routes");
  if (scoped !== undefined) return scopedWay(start, request, scoped);
  return openTable(because("route_table_none"));
}

function openTable(open: Because): Rest {
  const step = stepOf({ kind: "route_table", name: "", source: "scoped" }, "depends", open);
  return endWith({ kind: "unknown", because: [open] }, [step]);
}

function scopedWay(start: HttpStart, request: ExplainedRequest, scopedRoutes: unknown): Rest {
  const found = scopedTable(start.dump, scopedRoutes, request);
  if (found.is === "unknown") return openTable(found.because);
  if (found.is === "none") {
    const says = because("route_scope_missing", { key: found.key.join(", ") });
    return missingTable(start, request, { name: "", source: "scoped" }, says);
  }
  const { name, scope, inline } = found;
  const stored = inline === undefined ? start.dump.routeTable(name) : undefined;
  const table = inline ?? stored?.proto;
  const shown = { name, source: "scoped" } as const;
  if (table === undefined)
    return missingTable(start, request, shown, because("route_table_missing", { name }));
  const step = tableStep(name, "scoped", because("route_table_of_scope", { name, scope }), stored?.link);
  return after([step], routesWay({ ...start, request, table, tableLink: stored?.link }));
}

function tableStep(
  name: string,
  source: TableSource,
  says: Because,
  resource: FlowStep["resource"],
): FlowStep {
  return stepOf({ kind: "route_table", name, source }, "passes", says, { resource });
}

/** Filters act before the router finds that there is no route. */
function missingTable(
  start: HttpStart,
  request: ExplainedRequest,
  shown: { readonly name: string; readonly source: TableSource },
  says: Because,
): Rest {
  const step = stepOf({ kind: "route_table", ...shown }, "fails", says);
  const filters = filtersStep(
    "http_filters",
    explainHttpFilters(start.hcm, {}, request, { ...start.peer, cluster: "" }),
  );
  const notFound: Outcome = {
    kind: "answered",
    status: 404,
    flag: "NR",
    details: "route_not_found",
    because: says,
  };
  return { ...endWith(filters.ended ?? notFound, [step, filters.step]), dependsOn: filters.dependsOn };
}
