import type { Manifest } from "@/lib/config/manifest";
import { fieldAt, isProtoObject } from "@/lib/proxies/proto-json";
import { rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import type { Cause } from "../change";
import { writtenBetween, type CauseFacts } from "./context";

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

/** The objects of a kind that act on the proxy. A Gateway may stand in another namespace than its pods. */
function candidates(key: SelectingKind, { objects, proxy }: CauseFacts): readonly Manifest[] | undefined {
  if (proxy === undefined) return objects?.[key];
  const isGateway = key === "networking.istio.io/Gateway";
  return objects?.[key]?.filter(
    (manifest) =>
      (isGateway || [proxy.namespace, rootNamespace].includes(manifest.metadata.namespace ?? "")) &&
      selectorMatches(labelsAt(manifest, selectorPaths[key]), proxy.labels),
  );
}

/**
 * The object of a kind behind a change that only this kind makes: the one written between the two reads, else the only
 * one that acts on the proxy, else none by name.
 */
export function causeOfKind(key: SelectingKind, facts: CauseFacts): Cause {
  const found = candidates(key, facts);
  const [group = "", kind = ""] = key.split("/");
  const cause = (manifest: Manifest, reason: "written_between" | "only_kind"): Cause => ({
    apiVersion: manifest.apiVersion,
    kind,
    namespace: manifest.metadata.namespace ?? "",
    name: manifest.metadata.name,
    confidence: "derived",
    reason,
  });
  const written = found?.filter((manifest) => writtenBetween(manifest, facts) === true) ?? [];
  if (written[0] !== undefined && written.length === 1) return cause(written[0], "written_between");
  const untouched = found?.some((manifest) => writtenBetween(manifest, facts) === undefined) ?? false;
  if (found?.[0] !== undefined && found.length === 1 && untouched) return cause(found[0], "only_kind");
  return {
    apiVersion: `${group}/v1`,
    kind,
    namespace: facts.proxy?.namespace ?? "",
    confidence: "guessed",
    reason: "only_kind",
  };
}

/** Whether an object of the kind that acts on the proxy was written between the two reads. */
export function wasWritten(key: SelectingKind, facts: CauseFacts): boolean {
  return candidates(key, facts)?.some((manifest) => writtenBetween(manifest, facts) === true) ?? false;
}

/** Whether objects of the kind act on the proxy; undefined when that could not be read. */
export function hasCandidates(key: SelectingKind, facts: CauseFacts): boolean | undefined {
  const found = candidates(key, facts);
  return found === undefined ? undefined : found.length > 0;
}
