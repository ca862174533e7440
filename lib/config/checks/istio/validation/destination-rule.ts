import { connectionPool } from "./connection-pool";
import { domainProblem, isDnsLabel, isIpAddress, wildcardDomainProblem } from "./formats";
import { loadBalancer } from "./load-balancing";
import { error, warning, type Problems } from "./problem";
import { duration, exportTo, labels, portNumber, selector } from "./shared";
import {
  namespaceOf,
  numberFrom,
  record,
  records,
  specOf,
  text,
  texts,
  type Loose,
} from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

function* outlierDetection(value: unknown, path: string): Problems {
  if (!isRecord(value)) return;
  yield* duration(value, "baseEjectionTime", path);
  yield* duration(value, "interval", path);
  if ((numberFrom(value["consecutiveErrors"]) ?? 0) !== 0) {
    yield warning(
      `${path}.consecutiveErrors`,
      "consecutiveErrors is deprecated: use consecutiveGatewayErrors or consecutive5xxErrors",
    );
  }
  const local = numberFrom(value["consecutiveLocalOriginFailures"]) ?? 0;
  if (value["splitExternalLocalOriginErrors"] !== true && local > 0) {
    yield error(path, "consecutiveLocalOriginFailures needs splitExternalLocalOriginErrors");
  }
  for (const field of ["maxEjectionPercent", "minHealthPercent"]) {
    const share = numberFrom(value[field]) ?? 0;
    if (share < 0 || share > 100)
      yield error(`${path}.${field}`, `the share ${share} is not between 0 and 100`);
  }
}

function* clientTls(value: unknown, path: string): Problems {
  if (!isRecord(value)) return;
  const mode = text(value["mode"]);
  const isSet = (field: string): boolean => text(value[field]) !== "";
  const hasNames = texts(value["subjectAltNames"]).length > 0;
  if (value["insecureSkipVerify"] === true) {
    const checks = isSet("caCertificates") || hasNames || (mode === "SIMPLE" && isSet("credentialName"));
    if (["SIMPLE", "MUTUAL"].includes(mode) && checks) {
      yield error(path, "insecureSkipVerify must not be set beside what it would skip");
    }
  }
  if (!["SIMPLE", "MUTUAL"].includes(mode)) return;
  if (isSet("credentialName")) {
    if (["clientCertificate", "caCertificates", "privateKey", "caCrl"].some(isSet)) {
      yield error(path, "credentialName must not be set beside files of certificates");
    }
    return;
  }
  if (mode !== "MUTUAL") return;
  if (!isSet("clientCertificate")) yield error(path, "mutual TLS needs clientCertificate");
  if (!isSet("privateKey")) yield error(path, "mutual TLS needs privateKey");
}

function* tunnel(value: unknown, path: string): Problems {
  if (!isRecord(value)) return;
  if (!["", "CONNECT", "POST"].includes(text(value["protocol"]))) {
    yield error(`${path}.protocol`, "the protocol must be CONNECT or POST");
  }
  const host = text(value["targetHost"]);
  if (domainProblem(host) !== undefined && !isIpAddress(host)) {
    yield error(`${path}.targetHost`, `"${host}" is neither a domain name nor an IP address`);
  }
  yield* portNumber(value["targetPort"], `${path}.targetPort`);
}

const settings = ["outlierDetection", "connectionPool", "loadBalancer", "tls"];

function* common(policy: Loose, path: string): Problems {
  yield* outlierDetection(policy["outlierDetection"], `${path}.outlierDetection`);
  yield* connectionPool(policy["connectionPool"], `${path}.connectionPool`);
  yield* loadBalancer(policy, path);
  yield* clientTls(policy["tls"], `${path}.tls`);
}

function* trafficPolicy(value: unknown, path: string): Problems {
  if (!isRecord(value)) return;
  const fields = [...settings, "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"];
  if (fields.every((field) => value[field] === undefined)) {
    yield error(path, "a traffic policy must say something");
    return;
  }
  if (isRecord(value["tunnel"]) && isRecord(value["proxyProtocol"])) {
    yield error(path, "only one of tunnel and proxyProtocol may be set");
    return;
  }
  yield* common(value, path);
  for (const [index, policy] of records(value["portLevelSettings"]).entries()) {
    const at = `${path}.portLevelSettings[${index}]`;
    if (!isRecord(policy["port"])) yield error(at, "a port's policy needs a port");
    if (settings.every((field) => policy[field] === undefined))
      yield error(at, "a port's policy must say something");
    else yield* common(policy, at);
  }
  yield* tunnel(value["tunnel"], `${path}.tunnel`);
}

/** What Istio's webhook would say of a DestinationRule. */
export function* destinationRuleProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  const namespace = namespaceOf(manifest);
  const wrong = wildcardDomainProblem(text(spec["host"]));
  if (wrong !== undefined) yield error("spec.host", wrong);
  yield* trafficPolicy(spec["trafficPolicy"], "spec.trafficPolicy");
  const names = new Set<string>();
  for (const [index, subset] of records(spec["subsets"]).entries()) {
    const path = `spec.subsets[${index}]`;
    const name = text(subset["name"]);
    if (names.has(name)) yield error(path, `the subset ${name} is named twice`);
    names.add(name);
    if (!isDnsLabel(name)) yield error(path, `the subset name "${name}" is invalid`);
    yield* labels(subset["labels"], `${path}.labels`);
    yield* trafficPolicy(subset["trafficPolicy"], `${path}.trafficPolicy`);
  }
  yield* exportTo(spec, namespace);
  const scopes = texts(spec["exportTo"]).map((scope) => (scope === "." ? namespace : scope));
  if (isRecord(spec["workloadSelector"]) && scopes.some((scope) => scope !== namespace)) {
    yield error("spec.exportTo", "a rule with a workload selector is for its own namespace only");
  }
  yield* selector(record(spec)["workloadSelector"], "matchLabels", "spec.workloadSelector");
}
