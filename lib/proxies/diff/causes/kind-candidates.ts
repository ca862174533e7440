import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { fieldAt, isProtoObject } from "@/lib/proxies/proto-json";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import { rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import type { Cause, CauseReason } from "../change";
import { isTimeBetween, writtenBetween, type CauseFacts } from "./context";

/** Kinds whose objects choose the proxies that they act on, and where they say so. */
const selectorPaths = {
  "security.istio.io/PeerAuthentication": ["selector", "matchLabels"],
  "security.istio.io/RequestAuthentication": ["selector", "matchLabels"],
  "security.istio.io/AuthorizationPolicy": ["selector", "matchLabels"],
  "telemetry.istio.io/Telemetry": ["selector", "matchLabels"],
  "extensions.istio.io/WasmPlugin": ["selector", "matchLabels"],
  "networking.istio.io/Sidecar": ["workloadSelector", "labels"],
  "networking.istio.io/EnvoyFilter": ["workloadSelector", "labels"],
  "networking.istio.io/Gateway": ["selector"],
} as const;
export type SelectingKind = keyof typeof selectorPaths;

function labelsAt(manifest: Manifest, path: readonly string[]): Readonly<Record<string, string>> {
  const found = fieldAt(manifest.spec, ...path);
  if (!isProtoObject(found)) return {};
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, String(value)]));
}

function actsOn(key: SelectingKind, manifest: Manifest, { proxy }: CauseFacts): boolean {
  if (proxy === undefined) return true;
  // A Gateway may stand in another namespace than its pods.
  const isGateway = key === "networking.istio.io/Gateway";
  return (
    (isGateway || [proxy.namespace, rootNamespace].includes(manifest.metadata.namespace ?? "")) &&
    selectorMatches(labelsAt(manifest, selectorPaths[key]), proxy.labels)
  );
}

/** The objects of a kind that act on the proxy; undefined when the kind could not be read. */
export function actingObjects(key: SelectingKind, facts: CauseFacts): readonly Manifest[] | undefined {
  return facts.objects?.[key]?.filter((manifest) => actsOn(key, manifest, facts));
}

/** Objects of a kind that acted on the proxy until they were written or deleted between the two reads. */
export function formerObjects(key: SelectingKind, facts: CauseFacts): readonly Manifest[] {
  return (facts.former ?? [])
    .filter(({ atMs }) => isTimeBetween(atMs, facts) === true)
    .map(({ manifest }) => manifest)
    .filter(
      (manifest) =>
        `${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}` === key &&
        actsOn(key, manifest, facts),
    );
}

/**
 * The object of a kind behind a change that only this kind makes: the one written or deleted between the two reads, else
 * the only one that acts on the proxy, else none by name.
 */
export function causeOfKind(key: SelectingKind, facts: CauseFacts): Cause {
  const found = actingObjects(key, facts);
  const [group = "", kind = ""] = key.split("/");
  const cause = (manifest: Manifest, reason: CauseReason): Cause => ({
    apiVersion: manifest.apiVersion,
    kind,
    namespace: manifest.metadata.namespace ?? "",
    name: manifest.metadata.name,
    confidence: "derived",
    reason,
  });
  const written = found?.filter((manifest) => writtenBetween(manifest, facts) === true) ?? [];
  const isLiving = (manifest: Manifest) =>
    facts.objects?.[key]?.some(
      (each) => objectKey(refFromManifest(each)) === objectKey(refFromManifest(manifest)),
    );
  const past = formerObjects(key, facts);
  const touched = new Map([...past, ...written].map((each) => [objectKey(refFromManifest(each)), each]));
  const [only] = touched.values();
  if (only !== undefined && touched.size === 1)
    return cause(only, isLiving(only) === false ? "deleted_between" : "written_between");
  const untouched = found?.some((manifest) => writtenBetween(manifest, facts) === undefined) ?? false;
  if (found?.[0] !== undefined && found.length === 1 && untouched) return cause(found[0], "only_kind");
  const isGone = found !== undefined && touched.size === 0 && facts.leftAtMs !== undefined && !untouched;
  return {
    apiVersion: `${group}/v1`,
    kind,
    namespace: facts.proxy?.namespace ?? "",
    confidence: "guessed",
    reason: isGone ? "deleted_between" : "only_kind",
  };
}

/** Whether an object of the kind that acts on the proxy was written or deleted between the two reads. */
export function wasWritten(key: SelectingKind, facts: CauseFacts): boolean {
  const written = actingObjects(key, facts)?.some((manifest) => writtenBetween(manifest, facts) === true);
  return written === true || formerObjects(key, facts).length > 0;
}

/** Whether objects of the kind act on the proxy; undefined when that could not be read. */
export function hasCandidates(key: SelectingKind, facts: CauseFacts): boolean | undefined {
  const found = actingObjects(key, facts);
  return found === undefined ? undefined : found.length > 0;
}
