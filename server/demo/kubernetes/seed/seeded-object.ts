import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import { managedAfterUpdate, applyConfiguration, type Writer } from "@/server/demo/kubernetes/managed-fields";
import { groupFromApiVersion } from "@/server/demo/kubernetes/resources";
import { withDefaults } from "@/server/demo/kubernetes/schema/defaults";
import { structureOfKind } from "@/server/demo/kubernetes/schema/structure";
import { manifestFrom } from "@/server/demo/kubernetes/served-object";
import { uidFrom } from "@/server/demo/kubernetes/uid";

export type Owner = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
};

/** An object as some tool wrote it before the demo began. */
export type SeededObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly createdMs: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner?: Owner;
  /** Everything beside the metadata, without the status. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly status?: unknown;
  /** Who wrote it, and who writes its status. */
  readonly manager: string;
  readonly operation?: Writer["operation"];
  readonly statusManager?: string;
};

/** The uid of an object that the seed makes, for references to it. */
export function seededUid(kind: string, namespace: string, name: string): string {
  return uidFrom(`${kind}/${namespace}/${name}`);
}

function metadataOf(object: SeededObject): Record<string, unknown> {
  const { namespace, labels, annotations, owner } = object;
  return {
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: object.uid ?? seededUid(object.kind, namespace ?? "", object.name),
    generation: 1,
    creationTimestamp: timeFromMs(object.createdMs),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(owner === undefined
      ? {}
      : { ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] }),
  };
}

function withManaged(object: Manifest, managedFields: Manifest["metadata"]["managedFields"]): Manifest {
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** The object with the managed fields that its writers would have left. */
export function seedObject(seeded: SeededObject): Manifest {
  const { apiVersion, kind, manager, operation = "Update", statusManager, createdMs } = seeded;
  const group = groupFromApiVersion(apiVersion);
  const structure = structureOfKind(group, kind);
  const time = timeFromMs(createdMs);
  const written = withDefaults(group, kind, {
    apiVersion,
    kind,
    metadata: metadataOf(seeded),
    ...seeded.body,
  });
  const { status: _status, ...plain } = written;
  const object = manifestFrom(plain);
  const writer: Writer = { manager, operation, apiVersion, time };
  const managed =
    operation === "Apply"
      ? applyConfiguration(structure, undefined, object, writer, false).managedFields
      : managedAfterUpdate(structure, undefined, object, writer);
  const created = withManaged(object, managed);
  if (seeded.status === undefined) return created;
  const full = { ...created, status: seeded.status };
  const statusWriter: Writer = {
    manager: statusManager ?? manager,
    operation: "Update",
    apiVersion,
    subresource: "status",
    time,
  };
  return withManaged(full, managedAfterUpdate(structure, created, full, statusWriter));
}
