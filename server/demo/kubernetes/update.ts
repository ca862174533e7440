import type { Manifest } from "@/lib/config/manifest";
import {
  admitted,
  decodeObject,
  groupResourceOf,
  objectForTarget,
  requireFresh,
} from "@/server/demo/kubernetes/admission";
import {
  fieldValidationOf,
  mediaType,
  objectFromBody,
  valueFromBody,
  type ApiResponse,
  type FieldValidation,
} from "@/server/demo/kubernetes/exchange";
import { applyJsonPatch, applyMergePatch } from "@/server/demo/kubernetes/json-patch";
import { isJsonObject, type JsonObject } from "@/server/demo/kubernetes/json-value";
import { inVersion } from "@/server/demo/kubernetes/served-object";
import { ApiFailure, badRequest, invalid, notFound } from "@/server/demo/kubernetes/status";
import {
  liveObject,
  storeNext,
  updateManaged,
  writerOf,
  type WriteContext,
} from "@/server/demo/kubernetes/write";

/** PUT of one object. */
export function updateObject(context: WriteContext): ApiResponse {
  const { target, request } = context;
  const sent = objectForTarget(target, objectFromBody(request));
  const live = liveObject(context);
  if (live === undefined) throw notFound(groupResourceOf(target), target.name);
  const metadata = isJsonObject(sent.metadata) ? sent.metadata : {};
  if (target.resource.custom && !metadata.resourceVersion) {
    const { group, plural } = target.resource;
    throw invalid({ group, kind: plural }, target.name, [
      {
        reason: "FieldValueInvalid",
        message: "Invalid value: 0: must be specified for an update",
        field: "metadata.resourceVersion",
      },
    ]);
  }
  return finish(context, live, sent, fieldValidationOf(request.url.searchParams));
}

function finish(
  context: WriteContext,
  live: Manifest,
  sent: JsonObject,
  validation: FieldValidation,
): ApiResponse {
  const { target } = context;
  const { object, warnings } = decodeObject(target, sent, validation);
  requireFresh(target, live, object);
  const next = admitted(target, object);
  const stored = inVersion(live, target.resource, target.version);
  const managed = updateManaged(context, stored, next, writerOf(context, "Update"));
  return { ...storeNext(context, stored, managed), warnings };
}

/** PATCH with a JSON patch or a merge patch. */
export function patchObject(context: WriteContext): ApiResponse {
  const { target, request } = context;
  const type = mediaType(request.headers);
  const live = liveObject(context);
  if (live === undefined) throw notFound(groupResourceOf(target), target.name);
  const stored = inVersion(live, target.resource, target.version);
  const patched = patchedObject(type, stored, valueFromBody(request));
  const sent = objectForTarget(target, patched);
  try {
    return finish(context, live, sent, fieldValidationOf(request.url.searchParams));
  } catch (error) {
    throw strictPatchFailure(error) ?? error;
  }
}

function patchedObject(type: string, live: Manifest, patch: unknown): JsonObject {
  if (type === "application/json-patch+json") return applyJsonPatch(live, patch);
  if (type !== "application/merge-patch+json") {
    const accepted = [
      "application/json-patch+json",
      "application/merge-patch+json",
      "application/apply-patch+yaml",
      "application/apply-patch+cbor",
    ].join(", ");
    throw new ApiFailure(
      415,
      "UnsupportedMediaType",
      `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
    );
  }
  if (!isJsonObject(patch)) throw badRequest("error decoding patch: not an object");
  const merged = applyMergePatch(live, patch);
  return isJsonObject(merged) ? merged : live;
}

/** A strict patch answers undeclared fields with 422 where a strict update answers 400. */
function strictPatchFailure(error: unknown): ApiFailure | undefined {
  const found =
    error instanceof ApiFailure ? /strict decoding error: .*$/.exec(error.message)?.[0] : undefined;
  if (found === undefined) return undefined;
  const cause = { reason: "FieldValueInvalid", message: `Invalid value: "patch": ${found}`, field: "patch" };
  return invalid({ group: "", kind: "" }, "", [cause]);
}
