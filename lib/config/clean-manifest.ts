import type { Manifest } from "@/lib/config/manifest";

const serverFields = [
  "managedFields",
  "resourceVersion",
  "uid",
  "generation",
  "creationTimestamp",
  "selfLink",
] as const;

/** The manifest as a person wrote it: without status and without what the API server adds. Keeps the order of fields. */
export function cleanManifest(manifest: Manifest): Manifest {
  const { status: _status, ...rest } = manifest;
  const metadata = Object.fromEntries(
    Object.entries(manifest.metadata).filter(([key]) => !serverFields.some((field) => field === key)),
  );
  return { ...rest, metadata: { ...metadata, name: manifest.metadata.name } };
}

/** What a write to the object, or to its status alone, sends and shows: only the latter brings the status. */
export function writtenPart(manifest: Manifest, subresource: "status" | undefined): Manifest {
  const clean = cleanManifest(manifest);
  return subresource === "status" ? { ...clean, status: manifest.status } : clean;
}

/** JSON with sorted keys: equal text for equal values. undefined members are left out, as JSON does. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Whether two values are the same JSON, whatever the order of keys. */
export function isSameJson(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

/** Whether `value` is a JSON object, so neither an array nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of the list `field` of the spec, as they came; none when it is no list. */
export function specList(manifest: Manifest, field: string): readonly Record<string, unknown>[] {
  const list = manifest.spec?.[field];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
