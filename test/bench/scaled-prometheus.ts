import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Name = { readonly namespace: string; readonly name: string };
type Labels = Readonly<Record<string, string>>;
export type ScaledPrometheus = {
  readonly url: string;
  /** Queries so far. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

/**
 * A Prometheus beside `services` with `edgeCount` calls between them, which answers at once: whatever a query sums by
 * is given for every edge, so that what the console does with so much is measured, and not how fast it is found.
 */
export async function startScaledPrometheus(
  services: readonly Name[],
  edgeCount: number,
): Promise<ScaledPrometheus> {
  const series = edgeSeries(services, edgeCount);
  const answers = new Map<string, string>();
  let count = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://scaled");
    const form = new URLSearchParams(await bodyOf(request));
    const query = form.get("query") ?? "";
    const key = [...form].flat().join(" ");
    if (query !== "") count += 1;
    const body = answers.get(key) ?? JSON.stringify(answerTo(url.pathname, form, series));
    answers.set(key, body);
    response.setHeader("content-type", "application/json").end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Every edge as both sides report it, every tenth with errors besides. */
function edgeSeries(services: readonly Name[], edgeCount: number): readonly Labels[] {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const layers = 8;
  return Array.from({ length: edgeCount }, (_, index) => {
    const from = index % services.length;
    // Calls go down through layers, as they do in a mesh.
    const to = Math.min(
      services.length - 1,
      from + 1 + Math.floor((random() ** 2 * services.length) / layers),
    );
    const [source, destination] = [services[from], services[to]];
    if (source === undefined || destination === undefined) return [];
    const codes = index % 10 === 0 ? ["200", "503"] : ["200"];
    return ["source", "destination"].flatMap((reporter) =>
      codes.map((code) => ({
        reporter,
        response_code: code,
        response_flags: "-",
        grpc_response_status: "",
        request_protocol: "http",
        connection_security_policy: reporter === "source" ? "unknown" : "mutual_tls",
        ...peer("source", source),
        ...peer("destination", destination),
        destination_service: `${destination.name}.${destination.namespace}.svc.cluster.local`,
        destination_service_name: destination.name,
        destination_service_namespace: destination.namespace,
      })),
    );
  }).flat();
}

function peer(side: "source" | "destination", { namespace, name }: Name): Labels {
  return {
    [`${side}_cluster`]: "Kubernetes",
    [`${side}_workload_namespace`]: namespace,
    [`${side}_workload`]: `${name}-v1`,
    [`${side}_canonical_service`]: name,
    [`${side}_canonical_revision`]: "v1",
    [`${side}_app`]: name,
    [`${side}_version`]: "v1",
    [`${side}_principal`]: `spiffe://cluster.local/ns/${namespace}/sa/${name}`,
  };
}

function answerTo(path: string, form: URLSearchParams, series: readonly Labels[]): unknown {
  if (path.endsWith("/buildinfo")) return { status: "success", data: { version: "3.5.0" } };
  const query = form.get("query") ?? "";
  const groups = groupsOf(query, series);
  const value = query.includes("quantile") ? "12.5" : query.includes("5..") ? "0.01" : "3.25";
  if (path.endsWith("/query_range")) {
    const [start, end, step] = ["start", "end", "step"].map((key) => Number(form.get(key)));
    const times: number[] = [];
    for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 1) times.push(at);
    const result = groups.map((metric) => ({ metric, values: times.map((at) => [at, value]) }));
    return { status: "success", data: { resultType: "matrix", result } };
  }
  const at = Number(form.get("time"));
  const result = groups.map((metric) => ({ metric, value: [at, value] }));
  return { status: "success", data: { resultType: "vector", result } };
}

/** The distinct values of the labels that the query sums by; the bucket label is gone when quantiles are made. */
function groupsOf(query: string, series: readonly Labels[]): readonly Labels[] {
  const labels = (/by \(([^)]*)\)/.exec(query)?.[1] ?? "")
    .split(",")
    .map((label) => label.trim())
    .filter((label) => label !== "" && label !== "le");
  if (!/istio_request/.test(query)) return [];
  const namespace = /destination_service_namespace(=~?)"([^"]*)"/.exec(query)?.[2];
  const wanted = namespace === undefined ? undefined : new Set(namespace.split("|"));
  const groups = new Map<string, Labels>();
  for (const each of series) {
    if (wanted !== undefined && !wanted.has(each["destination_service_namespace"] ?? "")) continue;
    const own = Object.fromEntries(labels.map((label) => [label, each[label] ?? ""]));
    groups.set(JSON.stringify(own), own);
  }
  return [...groups.values()];
}
