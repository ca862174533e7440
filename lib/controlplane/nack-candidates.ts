import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import { rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import { envoyFilterEvidence } from "./envoy-filter-evidence";
import type { NackPart } from "./nack";
import { portOf, type CandidateReason, type NackFacts, type RefusingProxy } from "./nack-facts";

export type NackCandidate = {
  readonly ref: ObjectRef;
  /** 0 to 1; only the order counts. */
  readonly score: number;
  readonly reasons: readonly CandidateReason[];
};

const weights: Readonly<Record<CandidateReason["code"], number>> = {
  quoted: 0.9,
  stamped: 0.6,
  matches: 0.5,
  host: 0.4,
  patches: 0.3,
  changed: 0.35,
};
/** istiod gathers changes for some seconds at most before it pushes. */
const pushWindowMs = 30_000;
const most = 5;

/**
 * The objects that can be behind a refused resource, the likeliest first, at most five. Each reason is an independent
 * hint, so the score is the chance that any of them is right.
 */
export function nackCandidates(facts: NackFacts): readonly NackCandidate[] {
  const found = new Map<string, { ref: ObjectRef; reasons: CandidateReason[] }>();
  const add = (ref: ObjectRef, reasons: readonly CandidateReason[]) => {
    const known = found.get(objectKey(ref));
    if (known === undefined) found.set(objectKey(ref), { ref, reasons: [...reasons] });
    else known.reasons.push(...reasons);
  };
  const { stamped } = facts;
  if (stamped !== undefined) add(stamped, [{ code: "stamped" }]);
  for (const manifest of manifestsOf(facts)) {
    const reasons = reasonsOf(manifest, facts);
    if (reasons.length > 0) add(refFromManifest(manifest), reasons);
  }
  return [...found.values()]
    .map(({ ref, reasons }) => ({ ref, reasons, score: scoreOf(reasons) }))
    .toSorted((a, b) => b.score - a.score || objectKey(a.ref).localeCompare(objectKey(b.ref)))
    .slice(0, most);
}

function scoreOf(reasons: readonly CandidateReason[]): number {
  const miss = reasons.reduce((product, { code }) => product * (1 - weights[code]), 1);
  return Math.round((1 - miss) * 1000) / 1000;
}

const kindKeys = [
  "networking.istio.io/EnvoyFilter",
  "extensions.istio.io/WasmPlugin",
  "networking.istio.io/DestinationRule",
  "networking.istio.io/ServiceEntry",
  "networking.istio.io/VirtualService",
  "networking.istio.io/Gateway",
  "gateway.networking.k8s.io/Gateway",
  "security.istio.io/RequestAuthentication",
  "security.istio.io/AuthorizationPolicy",
  "telemetry.istio.io/Telemetry",
];

function manifestsOf({ objects }: NackFacts): readonly Manifest[] {
  return kindKeys.flatMap((key) => objects[key] ?? []);
}

function reasonsOf(manifest: Manifest, facts: NackFacts): readonly CandidateReason[] {
  const own =
    manifest.kind === "EnvoyFilter" ? envoyFilterEvidence(manifest, facts) : evidenceOf(manifest, facts);
  if (own.length === 0) return [];
  const changed = changedBefore(manifest, facts.sentAtMs);
  return changed === undefined ? own : [...own, { code: "changed", beforeMs: changed }];
}

/** What a kind other than EnvoyFilter says of the refused resource. */
function evidenceOf(manifest: Manifest, { part, proxy }: NackFacts): readonly CandidateReason[] {
  const text = JSON.stringify(manifest.spec ?? {});
  const quoted = part.subjects.find(
    (subject) => subject.length > 3 && text.includes(JSON.stringify(subject)),
  );
  const reasons: CandidateReason[] = quoted === undefined ? [] : [{ code: "quoted", text: quoted }];
  const host = hostOf(part);
  if (host !== undefined && hostsIn(manifest).some((own) => isSameHost(own, host, manifest)))
    return [...reasons, { code: "host", text: host }];
  const port = portOf(part.resource);
  if (manifest.kind === "Gateway" && proxy.isGateway && port !== undefined)
    if (new RegExp(`"(?:number|port)":${port}\\b`).test(text))
      return [...reasons, { code: "matches", text: String(port) }];
  const filters = /^(?:WasmPlugin|RequestAuthentication|AuthorizationPolicy|Telemetry)$/;
  if (filters.test(manifest.kind) && isSelected(manifest, proxy) && isAboutFilters(manifest.kind, part))
    return [...reasons, { code: "patches", text: manifest.kind }];
  return reasons;
}

/** Whether words about a listener or an extension are of the sort that this kind makes. */
function isAboutFilters(kind: string, { type, subjects, words }: NackPart): boolean {
  if (kind === "WasmPlugin") return type === "ecds" || /wasm/i.test(words);
  if (type !== "lds") return false;
  const wanted = {
    RequestAuthentication: /jwt|jwks/i,
    AuthorizationPolicy: /rbac/i,
    Telemetry: /access_?log|tracer|stats/i,
  };
  return wanted[kind as keyof typeof wanted].test(`${words} ${subjects.join(" ")}`);
}

function isSelected(manifest: Manifest, proxy: RefusingProxy): boolean {
  const namespace = manifest.metadata.namespace ?? "";
  if (namespace !== proxy.namespace && namespace !== rootNamespace) return false;
  const selector = manifest.spec?.["selector"] as { matchLabels?: Record<string, string> } | undefined;
  return selectorMatches(selector?.matchLabels, proxy.labels);
}

function hostOf({ resource, subjects }: NackPart): string | undefined {
  for (const name of [resource, ...subjects]) {
    const cluster = name === undefined ? undefined : parseEnvoyClusterName(name);
    if (cluster !== undefined && cluster.host !== "") return cluster.host;
    if (name !== undefined && /^[a-z0-9*-]+(?:\.[a-z0-9-]+)+$/.test(name) && !name.startsWith("envoy."))
      return name;
  }
  return undefined;
}

function hostsIn({ kind, spec }: Manifest): readonly string[] {
  const { host, hosts } = (spec ?? {}) as { host?: unknown; hosts?: unknown };
  if (kind === "DestinationRule") return typeof host === "string" ? [host] : [];
  return Array.isArray(hosts) ? hosts.filter((one) => typeof one === "string") : [];
}

/** `own` as the object's author wrote it: short names are of the object's namespace. */
function isSameHost(own: string, host: string, { metadata }: Manifest): boolean {
  const full = own.includes(".") ? own : `${own}.${metadata.namespace ?? ""}`;
  if (full.startsWith("*")) return host.endsWith(full.slice(1));
  return host === full || host === `${full}.svc.cluster.local` || full === `${host}.svc.cluster.local`;
}

/** How long before `sentAtMs` the object was written last; undefined when that was not shortly before. */
function changedBefore({ metadata }: Manifest, sentAtMs: number | undefined): number | undefined {
  if (sentAtMs === undefined) return undefined;
  const times = [metadata.creationTimestamp, ...(metadata.managedFields ?? []).map(({ time }) => time)];
  // Kubernetes' times have whole seconds.
  const before = times
    .map((time) => sentAtMs - Date.parse(time ?? ""))
    .filter((ms) => ms > -1000 && ms < pushWindowMs);
  return before.length === 0 ? undefined : Math.max(0, Math.min(...before));
}
