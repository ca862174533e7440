import type { Phrases } from "@/lib/errors";
import { z } from "zod";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import type { Owner } from "@/lib/config/owners";
import type { SemanticChange } from "@/lib/config/semantic-diff";
import type { SourceWarning } from "@/lib/errors";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { intentRequestSchemas } from "@/lib/changes/intent-schemas";
import { runRequestSchemas } from "@/lib/changes/run-requests";
import { manifestAsItIs } from "@/lib/config/manifest-schema";

/** Most objects that one change may write: more is a release, not a change. */
export const maxEdits = 50;

/** One object as somebody wants it. `put` creates or replaces, `delete` needs only its identity. */
export const manifestEditSchema = z.object({
  action: z.enum(["put", "delete"]),
  manifest: manifestAsItIs,
  /** The version that the editor started from; a live object with another one is a conflict, not a surprise. */
  baseResourceVersion: z.string().optional(),
});
export type ManifestEdit = z.infer<typeof manifestEditSchema>;

/** What a person wants; every kind goes through the same plan. */
export const changeRequestSchema = z.discriminatedUnion("kind", [
  ...intentRequestSchemas,
  ...runRequestSchemas,
  z.object({
    kind: z.literal("manifests"),
    /** What it is about when it is more than an edit: "Fix IST0101". */
    title: z.string().max(200).optional(),
    edits: z.array(manifestEditSchema).min(1).max(maxEdits),
  }),
  z.object({ kind: z.literal("undo"), changeId: z.string().min(1) }),
]);
export type ChangeRequest = z.infer<typeof changeRequestSchema>;

/** One object to write, as rendered: `before` is the live object, absent when it is to be created. */
export type RenderedObject = {
  readonly ref: ObjectRef;
  readonly before?: Manifest;
  /** Absent when it is to be deleted. */
  readonly after?: Manifest;
  /** The write goes to this part of the object alone; `before` and `after` then carry it. */
  readonly subresource?: "status";
};

/** Another manager holds a field that the change writes. */
export type FieldConflict = {
  readonly manager: string;
  readonly field: string;
  /** The API server's words, or ours when it was not asked. */
  readonly message: string;
};

export type DryRun =
  | { readonly state: "accepted"; readonly warnings: readonly string[] }
  | {
      readonly state: "rejected";
      /** In the words of whoever refused. */
      readonly message: string;
      /** The admission webhook that refused, when it was one. */
      readonly webhook?: string;
      readonly causes: readonly { readonly field: string; readonly message: string }[];
    }
  | { readonly state: "unknown"; readonly message: string };

export type PlannedObject = RenderedObject & {
  readonly action: "create" | "update" | "delete";
  /** The state of the live object that the plan was computed from. */
  readonly resourceVersion?: string;
  readonly uid?: string;
  readonly diff: readonly SemanticChange[];
  readonly owners: readonly Owner[];
  readonly dryRun: DryRun;
  readonly conflicts: readonly FieldConflict[];
  /** Absent when the access review gave no answer. */
  readonly access?: { readonly allowed: boolean; readonly verb: string; readonly reason: string };
};

/** A service or workload whose requests the change can move. */
export type AffectedCaller = {
  readonly namespace: string;
  readonly workload: string;
  readonly requestsPerSecond: number;
};

/** Why a plan may not be applied as it is; the UI has a text for each code. */
export type Blocker = {
  readonly code:
    | "dry_run_rejected"
    | "no_access"
    | "field_conflict"
    | "new_error_finding"
    | "nothing_to_do"
    | "active_run"
    | "database";
  /** "force" and "accept" can be overruled by a person who says so; "stop" can not. */
  readonly severity: "stop" | "force";
  readonly object?: ObjectRef;
  readonly message: string;
  readonly phrases?: Phrases;
};

/** What a change would do, and the hash of everything that it was computed from. */
export type ChangeSet = {
  readonly planHash: string;
  readonly cluster: string;
  readonly createdAtMs: number;
  readonly actor: string;
  readonly request: ChangeRequest;
  readonly title: string;
  readonly service: { readonly namespace: string; readonly name: string };
  /** In the order in which they are written. */
  readonly objects: readonly PlannedObject[];
  /** Every object that was read, with the version it had; null for one that did not exist. */
  readonly reads: readonly { readonly ref: ObjectRef; readonly resourceVersion: string | null }[];
  readonly findings: readonly { readonly finding: Finding; readonly isNew: boolean }[];
  readonly resolved: readonly Finding[];
  /** Absent when the metrics are unknown. */
  readonly callers?: readonly AffectedCaller[];
  /** Undo only: fields that somebody changed since, which keep what they have. */
  readonly kept: readonly { readonly ref: ObjectRef; readonly path: string }[];
  readonly blockers: readonly Blocker[];
  readonly warnings: readonly SourceWarning[];
};
