import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import type { Found, MeshLookup } from "@/lib/config/references/mesh-lookup";
import type { Reference, ReferenceRole } from "@/lib/config/references/reference";

export type Json = Readonly<Record<string, unknown>>;
/** A value with the path to it. */
export type At<T> = { readonly path: string; readonly value: T };

/** Gathers the references of one object. */
export class ReferenceList {
  readonly found: Reference[] = [];
  readonly namespace: string;
  readonly manifest: Manifest;
  readonly lookup: MeshLookup;

  constructor(manifest: Manifest, lookup: MeshLookup) {
    this.manifest = manifest;
    this.lookup = lookup;
    this.namespace = manifest.metadata.namespace ?? "";
  }

  add(role: ReferenceRole, path: string, text: string, found: Found | "external" | "unknown"): void {
    if (found === "external" || found === "unknown") {
      this.found.push({ role, path, text, state: found, targets: [] });
      return;
    }
    const { refs } = found;
    const state = refs === undefined ? "unknown" : refs.length === 0 ? "broken" : "found";
    this.found.push({ role, path, text, state, targets: refs ?? [] });
  }

  /** A host; one with a wildcard or of another domain may lie outside of the cluster. */
  host(path: string, host: string): void {
    const found = this.lookup.host(host, this.namespace);
    const isOutside = host.includes("*") || (host.includes(".") && !host.endsWith(".svc.cluster.local"));
    this.add("host", path, host, isOutside && found.refs?.length === 0 ? "external" : found);
  }

  selector(path: string, labels: unknown, namespace = this.namespace): void {
    if (!isRecord(labels)) return;
    const pairs = Object.entries(labels).map(([key, value]) => [key, String(value)] as const);
    if (pairs.length === 0) return;
    const text = pairs.map(([key, value]) => `${key}=${value}`).join(", ");
    this.add("workload", path, text, this.lookup.workloads(Object.fromEntries(pairs), namespace));
  }

  /** `group`, `kind`, `name`, `namespace` of Gateway API and of Istio's targetRefs. */
  objectRef(role: ReferenceRole, { path, value }: At<Json>, fallback: { group: string; kind: string }): void {
    const kind = textOf(value["kind"]) ?? fallback.kind;
    const group =
      textOf(value["group"]) ?? (value["kind"] === undefined || kind === fallback.kind ? fallback.group : "");
    const name = textOf(value["name"]);
    if (name === undefined) return;
    const namespace = textOf(value["namespace"]) ?? this.namespace;
    const text = `${kind} ${namespace === this.namespace ? "" : `${namespace}/`}${name}`;
    if (kind === "Secret") {
      this.add("secret", path, text, "unknown");
      return;
    }
    const key = `${group === "core" ? "" : group}/${kind}`;
    const isOurs =
      group === "" || group === "core" || group.endsWith("istio.io") || group === "gateway.networking.k8s.io";
    this.add(
      role,
      path,
      text,
      isOurs ? this.lookup.object(key, kind === "GatewayClass" ? "" : namespace, name) : "external",
    );
  }
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The objects in the list `field` of `at`, with their paths. */
export function listAt(at: At<Json>, field: string): readonly At<Json>[] {
  const list = at.value[field];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, index) =>
    isRecord(value) ? [{ path: `${at.path}.${field}[${index}]`, value }] : [],
  );
}

/** The texts in the list `field` of `at`, with their paths. */
export function textsAt(at: At<Json>, field: string): readonly At<string>[] {
  const list = at.value[field];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, index) =>
    typeof value === "string" ? [{ path: `${at.path}.${field}[${index}]`, value }] : [],
  );
}

/** The object `field` of `at`, or none. */
export function objectAt(at: At<Json>, field: string): readonly At<Json>[] {
  const value = at.value[field];
  return isRecord(value) ? [{ path: `${at.path}.${field}`, value }] : [];
}
