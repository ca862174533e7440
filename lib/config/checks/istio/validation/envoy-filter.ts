import { error, warning, type Problems } from "./problem";
import { expressionProblem } from "./re2";
import { policyTargets, selector } from "./shared";
import { record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

const onListeners = ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER", "LISTENER_FILTER"];
const onRoutes = ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"];
const connectionManagers = ["envoy.filters.network.http_connection_manager", "envoy.http_connection_manager"];

/** The kind of match that does not fit what the patch is applied to. */
function misfit(applyTo: string, match: Loose): string | undefined {
  const kinds = ["listener", "routeConfiguration", "cluster"].filter((kind) => isRecord(match[kind]));
  const wanted = onListeners.includes(applyTo)
    ? "listener"
    : onRoutes.includes(applyTo)
      ? "routeConfiguration"
      : applyTo === "CLUSTER"
        ? "cluster"
        : undefined;
  return wanted === undefined ? undefined : kinds.find((kind) => kind !== wanted);
}

function* filterMatch(applyTo: string, match: Loose, path: string): Problems {
  const { filter } = record(record(match["listener"])["filterChain"]);
  if (!isRecord(filter)) return;
  if (["LISTENER", "FILTER_CHAIN"].includes(applyTo)) {
    yield warning(path, `a match of filters has no effect with ${applyTo}`);
  }
  const { name, subFilter } = filter;
  if (text(name) === "") yield error(path, "the match of a filter needs a name");
  if (!isRecord(subFilter)) return;
  if (applyTo !== "HTTP_FILTER") yield error(path, "a match of a sub-filter is for HTTP_FILTER only");
  if (!connectionManagers.includes(text(name)))
    yield error(path, `a match of a sub-filter needs the filter ${connectionManagers[0] ?? ""}`);
  if (text(subFilter["name"]) === "") yield error(path, "the match of a sub-filter needs a name");
}

function* configPatch(entry: Loose, path: string): Problems {
  const applyTo = text(entry["applyTo"]);
  const match = record(entry["match"]);
  const { patch } = entry;
  if (applyTo === "" || applyTo === "INVALID") {
    yield error(`${path}.applyTo`, "applyTo is required");
    return;
  }
  if (!isRecord(patch)) {
    yield error(`${path}.patch`, "a patch is required");
    return;
  }
  const operation = text(patch["operation"]);
  if (operation === "" || operation === "INVALID")
    yield error(`${path}.patch.operation`, "an operation is required");
  else if (operation !== "REMOVE" && !isRecord(patch["value"]))
    yield error(`${path}.patch.value`, `${operation} needs a value`);
  const version = text(record(match["proxy"])["proxyVersion"]);
  const wrong = version === "" ? undefined : expressionProblem(version);
  if (wrong !== undefined) yield error(`${path}.match.proxy.proxyVersion`, wrong);
  const other = misfit(applyTo, match);
  if (other !== undefined) yield error(`${path}.match`, `${applyTo} cannot be matched by ${other}`);
  yield* filterMatch(applyTo, match, `${path}.match.listener.filterChain.filter`);
}

/** What Istio's webhook would say of an EnvoyFilter, but for its general warning against the kind. */
export function* envoyFilterProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  yield* policyTargets(spec);
  yield* selector(spec["workloadSelector"], "labels", "spec.workloadSelector");
  for (const [index, entry] of records(spec["configPatches"]).entries()) {
    yield* configPatch(entry, `spec.configPatches[${index}]`);
  }
}
