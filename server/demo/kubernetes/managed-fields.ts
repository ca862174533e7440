import type { Manifest } from "@/lib/config/manifest";
import {
  differenceOf,
  fieldsV1FromSet,
  intersectionOf,
  isEmptySet,
  noFields,
  pathsOf,
  printPath,
  sameFields,
  setFromFieldsV1,
  unionOf,
  withParents,
  type FieldSet,
} from "@/server/demo/kubernetes/field-set";
import type { JsonObject } from "@/server/demo/kubernetes/json-value";
import {
  compareObjects,
  fieldsOfObject,
  mergeObjects,
  removeFields,
  type ObjectComparison,
} from "@/server/demo/kubernetes/object-fields";
import type { Structure } from "@/server/demo/kubernetes/schema/structure";
import { ApiFailure, type StatusCause } from "@/server/demo/kubernetes/status";

/** Who writes, and in which way. */
export type Writer = {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time: string;
};
type ManagedEntry = Writer & { readonly fields: FieldSet };
type Entries = NonNullable<Manifest["metadata"]["managedFields"]>;

const sameWriter = (a: Writer, b: Writer) =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.apiVersion === b.apiVersion &&
  (a.subresource ?? "") === (b.subresource ?? "");

function entriesOf(object: Manifest | undefined): readonly ManagedEntry[] {
  return (object?.metadata.managedFields ?? []).map((entry) => ({
    manager: entry.manager ?? "",
    operation: entry.operation === "Apply" ? "Apply" : "Update",
    apiVersion: entry.apiVersion ?? "",
    ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
    time: entry.time ?? "",
    fields: setFromFieldsV1(entry.fieldsV1 ?? {}),
  }));
}

function toManagedFields(entries: readonly ManagedEntry[]): Entries {
  const order = (entry: ManagedEntry) =>
    `${entry.operation}\n${entry.time}\n${entry.manager}\n${entry.subresource ?? ""}`;
  return entries
    .filter((entry) => !isEmptySet(entry.fields))
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    .map(({ fields, subresource, ...writer }) => ({
      apiVersion: writer.apiVersion,
      fieldsType: "FieldsV1",
      fieldsV1: fieldsV1FromSet(fields),
      manager: writer.manager,
      operation: writer.operation,
      ...(subresource === undefined ? {} : { subresource }),
      time: writer.time,
    }));
}

/** The managers other than `writer`, without the fields that it took or removed. */
function othersAfter(
  entries: readonly ManagedEntry[],
  writer: Writer,
  diff: ObjectComparison,
): ManagedEntry[] {
  const lost = unionOf(diff.changed, diff.removed);
  return entries
    .filter((entry) => !sameWriter(entry, writer))
    .map((entry) => ({ ...entry, fields: differenceOf(entry.fields, lost) }));
}

/** The managed fields after a plain write (create, update, patch): it takes what it changed and never conflicts. */
export function managedAfterUpdate(
  structure: Structure,
  live: Manifest | undefined,
  next: Manifest,
  writer: Writer,
): Entries {
  const entries = entriesOf(live);
  const diff = compareObjects(structure, live ?? {}, next);
  const own = entries.find((entry) => sameWriter(entry, writer));
  const fields = differenceOf(unionOf(own?.fields ?? noFields, diff.changed), diff.removed);
  const time =
    own !== undefined && sameFields(own.fields, fields) && isEmptySet(diff.changed) ? own.time : writer.time;
  return toManagedFields([...othersAfter(entries, writer, diff), { ...writer, time, fields }]);
}

function printManager(entry: ManagedEntry): string {
  const subresource = entry.subresource === undefined ? "" : ` with subresource "${entry.subresource}"`;
  const quoted = `"${entry.manager}"${subresource}`;
  return entry.operation === "Apply" ? quoted : `${quoted} using ${entry.apiVersion} at ${entry.time}`;
}

type FieldConflict = { readonly manager: string; readonly path: string };

function conflictFailure(conflicts: readonly FieldConflict[]): ApiFailure {
  const causes: StatusCause[] = conflicts.map(({ manager, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field: path,
  }));
  const [only] = conflicts;
  if (conflicts.length === 1 && only !== undefined) {
    const message = `Apply failed with 1 conflict: conflict with ${only.manager}: ${only.path}`;
    return new ApiFailure(409, "Conflict", message, { causes });
  }
  const managers = [...new Set(conflicts.map((conflict) => conflict.manager))].toSorted();
  const lines = managers.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...conflicts.filter((conflict) => conflict.manager === manager).map(({ path }) => `- ${path}`),
  ]);
  const message = `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
  return new ApiFailure(409, "Conflict", message, { causes });
}

function conflictsWith(entries: readonly ManagedEntry[], writer: Writer, changed: FieldSet): FieldConflict[] {
  return entries
    .filter((entry) => !sameWriter(entry, writer))
    .flatMap((entry) => {
      const manager = printManager(entry);
      return pathsOf(intersectionOf(entry.fields, changed)).map((path) => ({
        manager,
        path: printPath(path),
      }));
    });
}

/** An object that nobody managed so far belongs to a manager of that name, as the API server does it. */
function entriesBeforeApply(structure: Structure, live: Manifest | undefined, writer: Writer) {
  const entries = entriesOf(live);
  if (live === undefined || entries.length > 0) return entries;
  const time = live.metadata.creationTimestamp ?? writer.time;
  const fields = fieldsOfObject(structure, live);
  const { apiVersion } = live;
  return [{ manager: "before-first-apply", operation: "Update" as const, apiVersion, time, fields }];
}

export type Applied = { readonly object: JsonObject; readonly managedFields: Entries };

/**
 * What server-side apply makes of `live` and `config`: merged, without the fields that the writer owned and no longer
 * sends, with the new owners. Throws the 409 of field managers unless `force`.
 */
export function applyConfiguration(
  structure: Structure,
  live: Manifest | undefined,
  config: JsonObject,
  writer: Writer,
  force: boolean,
): Applied {
  const entries = entriesBeforeApply(structure, live, writer);
  const own = entries.find((entry) => sameWriter(entry, writer));
  const fields = fieldsOfObject(structure, config);
  const merged = mergeObjects(structure, live ?? {}, config);
  const others = entries
    .filter((entry) => !sameWriter(entry, writer))
    .reduce((all, entry) => unionOf(all, entry.fields), noFields);
  const kept = unionOf(withParents(fields), withParents(others));
  const dropped = differenceOf(withParents(own?.fields ?? noFields), kept);
  const object = removeFields(structure, merged, dropped);
  const diff = compareObjects(structure, live ?? {}, object);
  const conflicts = conflictsWith(entries, writer, diff.changed);
  if (conflicts.length > 0 && !force) throw conflictFailure(conflicts);
  const unchanged = own !== undefined && sameFields(own.fields, fields) && isEmptySet(diff.changed);
  const time = unchanged && isEmptySet(diff.removed) ? own.time : writer.time;
  return {
    object,
    managedFields: toManagedFields([...othersAfter(entries, writer, diff), { ...writer, time, fields }]),
  };
}
