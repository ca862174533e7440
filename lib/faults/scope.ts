import type { FaultIntent } from "@/lib/routing/fault";
import { isAnyRequest, type RequestMatch } from "@/lib/routing/request-match";
import type { Labels } from "@/lib/telemetry/series";

type Scope = Pick<FaultIntent, "matches" | "port">;

/** Labels of pods that Istio's metrics repeat for the source of a request. */
const sourceLabels: Readonly<Record<string, string>> = { app: "source_app", version: "source_version" };

/** What of a match the metrics know: its namespace and some labels of the caller. */
function callerParts(match: RequestMatch): Readonly<Record<string, string>> {
  const labels = Object.entries(match.sourceLabels ?? {}).flatMap(([name, value]) => {
    const label = sourceLabels[name];
    return label === undefined ? [] : [[label, value] as const];
  });
  const { sourceNamespace } = match;
  return Object.fromEntries([
    ...(sourceNamespace === undefined ? [] : [["source_workload_namespace", sourceNamespace] as const]),
    ...labels,
  ]);
}

/** Whether the metrics can tell requests in the fault's scope from others: not by headers, paths, methods and ports. */
export function isScopeMeasured({ matches, port }: Scope): boolean {
  if (port !== undefined) return false;
  return matches.every((match) => {
    const { sourceNamespace: _namespace, sourceLabels: labels, ...rest } = match;
    return isAnyRequest(rest) && Object.keys(labels ?? {}).every((name) => name in sourceLabels);
  });
}

/** Whether requests of a series may be in the scope, as far as its labels say. */
export function inScope({ matches }: Scope, labels: Labels): boolean {
  if (matches.length === 0) return true;
  return matches.some((match) =>
    Object.entries(callerParts(match)).every(([label, value]) => labels[label] === value),
  );
}
