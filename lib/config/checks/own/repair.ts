import { cleanManifest, isRecord } from "@/lib/config/clean-manifest";
import type { Repair } from "@/lib/config/checks/rule";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import type { Finding } from "@/lib/config/finding";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** `spec.http[0].timeout` as `["spec", "http", 0, "timeout"]`. */
export function pathSteps(path: string): readonly (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    index === undefined ? (name ?? "") : Number(index),
  );
}

function replaced(value: unknown, steps: readonly (string | number)[], next: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return next;
  if (typeof step === "number") {
    if (!Array.isArray(value) || step >= value.length) return undefined;
    const items = value.map((item: unknown, index) => (index === step ? replaced(item, rest, next) : item));
    return next === undefined && rest.length === 0 ? items.filter((_, index) => index !== step) : items;
  }
  const record = isRecord(value) ? value : {};
  const inner = replaced(record[step], rest, next);
  if (inner === undefined) {
    const { [step]: _, ...others } = record;
    return others;
  }
  return { ...record, [step]: inner };
}

/** The manifest with `next` at `path`, or without what is there when `next` is undefined. undefined when it fits no manifest. */
export function withField(manifest: Manifest, path: string, next: unknown): Manifest | undefined {
  const changed = replaced(manifest, pathSteps(path), next);
  return manifestSchema.safeParse(changed).success ? (changed as Manifest) : undefined;
}

/** The object of a finding as it is now; undefined when it is gone. */
export function objectOf(objects: MeshObjects, { object }: Finding): Manifest | undefined {
  const key = objectKey(object);
  return objects[`${groupFromApiVersion(object.apiVersion)}/${object.kind}`]?.find(
    (manifest) => objectKey(refFromManifest(manifest)) === key,
  );
}

/** A repair that writes one field of the finding's object. */
export function fieldRepair(
  objects: MeshObjects,
  finding: Finding,
  path: string,
  next: unknown,
): readonly Repair[] | undefined {
  const manifest = objectOf(objects, finding);
  const after = manifest === undefined ? undefined : withField(cleanManifest(manifest), path, next);
  return after === undefined ? undefined : [{ ref: finding.object, after }];
}

/** A duration as people write it in a spec: whole seconds where it is whole. */
export function specDuration(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`;
}
