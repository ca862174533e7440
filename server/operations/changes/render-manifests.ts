import { phrase, type Phrase } from "@/lib/phrase";
import type { ChangeRequest, ManifestEdit, RenderedObject } from "@/lib/changes/change-set";
import { cleanManifest, isSameJson } from "@/lib/config/clean-manifest";
import { kindInfo } from "@/lib/config/kinds";
import { refFromManifest } from "@/lib/config/manifest";
import { ConsoleError } from "@/lib/errors";
import { groupFromApiVersion, objectKey, printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";
import type { Rendering } from "@/server/operations/changes/render";
import type { LiveObject } from "@/server/operations/changes/read-live";

type ManifestsRequest = Extract<ChangeRequest, { kind: "manifests" }>;

/** Writes come before deletes, and what others refer to before what refers to it; deletes go the other way. */
const writeOrder = [
  "ServiceEntry",
  "WorkloadGroup",
  "WorkloadEntry",
  "Service",
  "Gateway",
  "DestinationRule",
  "BackendTLSPolicy",
  "ReferenceGrant",
  "RequestAuthentication",
  "PeerAuthentication",
  "AuthorizationPolicy",
];

/** Objects as a person edited them. Throws invalid_input for what can't be written at all. */
export function manifestsRendering(request: ManifestsRequest): Rendering {
  const edits = request.edits.map((edit) => ({ edit, ref: checkedRef(edit) }));
  refuseTwins(edits.map(({ ref }) => ref));
  const first = edits[0]?.ref ?? { namespace: "", name: "" };
  return {
    title: request.title ?? titleOf(edits),
    service: { namespace: first.namespace, name: first.name },
    refs: () => edits.map(({ ref }) => ref),
    render: (_, live) => ({
      objects: edits
        .toSorted((left, right) => rank(left.edit) - rank(right.edit))
        .flatMap(({ edit, ref }) => rendered(edit, ref, live)),
      kept: [],
    }),
  };
}

function rank({ action, manifest }: ManifestEdit): number {
  const place = writeOrder.indexOf(manifest.kind);
  const order = place < 0 ? writeOrder.length : place;
  return action === "put" ? order : 2 * writeOrder.length + 1 - order;
}

function checkedRef({ manifest }: ManifestEdit): ObjectRef {
  const ref = refFromManifest(manifest);
  const info = kindInfo(groupFromApiVersion(ref.apiVersion), ref.kind);
  const fail = (field: string, message: Phrase, hint: Phrase) =>
    new ConsoleError("invalid_input", message, { hint, details: { field } });
  if (info === undefined) {
    throw fail(
      "kind",
      phrase("kind_not_written", { kind: ref.kind, apiVersion: ref.apiVersion }),
      phrase("check_kind"),
    );
  }
  if (ref.name === "")
    throw fail("metadata.name", phrase("kind_needs_name", { kind: ref.kind }), phrase("add_name"));
  if (info.namespaced && ref.namespace === "") {
    throw fail(
      "metadata.namespace",
      phrase("needs_namespace", { kind: ref.kind, name: ref.name }),
      phrase("add_namespace"),
    );
  }
  return ref;
}

function refuseTwins(refs: readonly ObjectRef[]): void {
  const seen = new Set<string>();
  for (const ref of refs) {
    if (seen.has(objectKey(ref))) {
      throw new ConsoleError("invalid_input", phrase("object_twice", { object: printObjectRef(ref) }), {
        hint: phrase("keep_one"),
        details: { field: "metadata.name" },
      });
    }
    seen.add(objectKey(ref));
  }
}

function rendered(
  edit: ManifestEdit,
  ref: ObjectRef,
  live: readonly LiveObject[],
): readonly RenderedObject[] {
  const before = live.find((one) => objectKey(one.ref) === objectKey(ref))?.manifest;
  const base = edit.baseResourceVersion;
  if (base !== undefined && before?.metadata.resourceVersion !== base) {
    throw new ConsoleError(
      "conflict",
      before === undefined
        ? phrase("object_deleted_since", { object: printObjectRef(ref) })
        : phrase("object_changed_since", { object: printObjectRef(ref) }),
      {
        hint: before === undefined ? phrase("create_anew") : phrase("compare_and_merge"),
        details: { field: "metadata.resourceVersion", object: ref, deleted: before === undefined },
      },
    );
  }
  if (edit.action === "delete") return before === undefined ? [] : [{ ref, before }];
  const after = cleanManifest(edit.manifest);
  if (before !== undefined && isSameJson(cleanManifest(before), after)) return [];
  return [{ ref, ...(before === undefined ? {} : { before }), after }];
}

function titleOf(edits: readonly { readonly edit: ManifestEdit; readonly ref: ObjectRef }[]): string {
  const [first] = edits;
  if (first === undefined) return "Edit";
  const word = first.edit.action === "delete" ? "Delete" : "Edit";
  const more = edits.length === 1 ? "" : ` and ${edits.length - 1} more`;
  return `${word} ${printObjectRef(first.ref)}${more}`;
}
