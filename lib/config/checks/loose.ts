import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

/** A part of a spec that nobody validated: every member may be absent or of another type. */
export type Loose = Readonly<Record<string, unknown>>;

const nothing: Loose = {};

/** The object itself, or an empty one for anything else. */
export function record(value: unknown): Loose {
  return isRecord(value) ? value : nothing;
}

/** The list's entries in their places, those that are no objects as empty ones; none when it is no list. */
export function records(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** The text itself, or "" for anything else. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a list; entries that are none are left out. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The number itself; undefined for anything else. */
export function numberFrom(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The pairs of a map whose values are texts. */
export function pairs(value: unknown): Readonly<Record<string, string>> {
  const known = record(value);
  if (Object.values(known).every((item) => typeof item === "string")) return known as Record<string, string>;
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, item]) => (typeof item === "string" ? [[key, item]] : [])),
  );
}

/** The spec, or an empty object when there is none. */
export function specOf(manifest: Manifest): Loose {
  return record(manifest.spec);
}

/** The object's namespace; "" for cluster-scoped kinds. */
export function namespaceOf(manifest: Manifest): string {
  return manifest.metadata.namespace ?? "";
}

/** `namespace/name`, or the name alone. */
export function nameOf(manifest: Manifest): string {
  const namespace = namespaceOf(manifest);
  return namespace === "" ? manifest.metadata.name : `${namespace}/${manifest.metadata.name}`;
}

/** The object's labels; none when it has no such map. */
export function labelsOf(manifest: Manifest): Readonly<Record<string, string>> {
  return manifest.metadata.labels ?? {};
}

/** The object's annotations; none when it has no such map. */
export function annotationsOf(manifest: Manifest): Readonly<Record<string, string>> {
  return manifest.metadata.annotations ?? {};
}
