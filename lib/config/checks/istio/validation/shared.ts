import { durationProblem, isDnsLabel, labelProblems, portProblem, wildcardDomainProblem } from "./formats";
import { error, judged, warning, type Problems } from "./problem";
import { numberFrom, pairs, record, records, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";

/** A port's number where one must be. */
export function* portNumber(value: unknown, path: string): Problems {
  const wrong = portProblem(numberFrom(value) ?? 0);
  if (wrong !== undefined) yield error(path, wrong);
}

/** The duration behind a field, when there is one. */
export function* duration(holder: Loose, field: string, path: string): Problems {
  yield* judged(holder, field, path, durationProblem);
}

/** A share in percent: none, or at least a millionth. */
export function* percentage(value: unknown, path: string): Problems {
  const share = numberFrom(record(value)["value"]);
  if (share === undefined) return;
  if (share < 0 || share > 100 || (share > 0 && share < 0.0001)) {
    yield error(`${path}.value`, `the share ${share} is neither 0 nor between 0.0001 and 100`);
  }
}

/** Labels that workloads are meant to have. */
export function* labels(value: unknown, path: string): Problems {
  for (const wrong of labelProblems(pairs(value))) yield error(path, wrong);
}

/** Where a route sends requests. */
export function* destination(value: unknown, path: string): Problems {
  if (!isRecord(value)) return;
  const host = text(value["host"]);
  const wrong = host === "*" ? "a destination must not be *" : wildcardDomainProblem(host);
  if (wrong !== undefined) yield error(`${path}.host`, wrong);
  const subset = text(value["subset"]);
  if (subset !== "" && !isDnsLabel(subset))
    yield error(`${path}.subset`, `the subset name "${subset}" is invalid`);
  if (isRecord(value["port"])) yield* portNumber(value["port"]["number"], `${path}.port.number`);
}

/** Namespaces that an object is exported to. */
export function* exportTo(
  spec: Loose,
  namespace: string,
  { isServiceEntry = false }: { readonly isServiceEntry?: boolean } = {},
): Problems {
  const scopes = texts(spec["exportTo"]);
  const path = "spec.exportTo";
  const seen = new Set<string>();
  for (const scope of scopes) {
    const key = scope === "." ? namespace : scope;
    if (seen.has(key)) yield error(path, `exportTo names ${scope} twice`);
    seen.add(key);
    if (scope === "~" && !isServiceEntry) yield error(path, "~ is allowed for services only");
    else if (!["*", ".", "~"].includes(scope) && !isDnsLabel(scope)) {
      yield error(path, `exportTo takes ".", "*" or the name of a namespace, not "${scope}"`);
    }
  }
  if (scopes.length > 1 && scopes.includes("*"))
    yield error(path, `exportTo must not name other namespaces beside "*"`);
  if (scopes.length > 1 && scopes.includes("~"))
    yield error(path, `exportTo must not name other namespaces beside "~"`);
}

/** The selector of a policy, by `matchLabels` or, in older kinds, by `labels`. */
export function* selector(value: unknown, field: "matchLabels" | "labels", path: string): Problems {
  if (!isRecord(value)) return;
  const wanted = pairs(value[field]);
  for (const [key, item] of Object.entries(wanted)) {
    if (key === "") yield error(path, "a selector must not have an empty key");
    if (`${key}${item}`.includes("*")) yield error(path, `a selector takes no wildcards: ${key}=${item}`);
  }
  if (Object.keys(wanted).length === 0) {
    yield warning(path, "the workload selector has no labels: it takes every workload of the namespace");
  }
}

const targetKinds = [
  "/Service",
  "core/Service",
  "networking.istio.io/ServiceEntry",
  "gateway.networking.k8s.io/Gateway",
];
const clusterTarget = "gateway.networking.k8s.io/GatewayClass";

/** The objects that a policy hangs on, and that it has not a selector as well. */
export function* policyTargets(spec: Loose): Problems {
  const several = records(spec["targetRefs"]);
  const single = isRecord(spec["targetRef"]) ? [spec["targetRef"]] : [];
  const ways = [isRecord(spec["selector"]), single.length > 0, several.length > 0].filter(Boolean).length;
  if (ways > 1) yield error("spec", "only one of selector and targetRefs may be set");
  for (const target of [...single, ...several]) {
    const path = several.length > 0 ? "spec.targetRefs" : "spec.targetRef";
    if (text(target["name"]) === "") yield error(path, "a target needs a name");
    if (text(target["namespace"]) !== "") yield error(path, "a target must be in the same namespace");
    const kind = `${text(target["group"])}/${text(target["kind"])}`;
    if (![...targetKinds, clusterTarget].includes(kind)) yield error(path, `a policy cannot hang on ${kind}`);
  }
}

/** Names of gateways: `name`, `namespace/name`, or `mesh`. */
export function* gatewayNames(value: unknown, path: string): Problems {
  for (const reference of texts(value)) {
    const [namespace = "", name] = reference.split("/");
    if (name === undefined) {
      const wrong = wildcardDomainProblem(reference);
      if (reference.includes(".")) {
        const [first = "", second = ""] = reference.split(".");
        yield warning(path, `the gateway ${reference} is better named ${second}/${first}`);
      }
      if (wrong !== undefined || reference.includes("*"))
        yield error(path, wrong ?? `the gateway "${reference}" is invalid`);
      continue;
    }
    if (!isDnsLabel(namespace)) yield error(path, `the gateway's namespace "${namespace}" is invalid`);
    if (!isDnsLabel(name)) yield error(path, `the gateway's name "${name}" is invalid`);
  }
}
