import {
  admitted,
  decodeObject,
  groupResourceOf,
  objectForTarget,
  requireNamespace,
} from "@/server/demo/kubernetes/admission";
import { fieldValidationOf, objectFromBody, type ApiResponse } from "@/server/demo/kubernetes/exchange";
import { isJsonObject } from "@/server/demo/kubernetes/json-value";
import { alreadyExists, badRequest, invalid } from "@/server/demo/kubernetes/status";
import {
  liveObject,
  storeNew,
  updateManaged,
  writerOf,
  type WriteContext,
} from "@/server/demo/kubernetes/write";

/** POST to a collection. */
export function createObject(context: WriteContext): ApiResponse {
  const { store, target, request } = context;
  const sent = objectForTarget(target, objectFromBody(request));
  const metadata = isJsonObject(sent.metadata) ? sent.metadata : {};
  if (typeof metadata.resourceVersion === "string" && metadata.resourceVersion !== "") {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
  const name = nameOf(metadata, () => store.nextUid().slice(0, 5));
  if (name === undefined) {
    const message = "Required value: name or generateName is required";
    const cause = { reason: "FieldValueRequired", message, field: "metadata.name" };
    throw invalid(target.resource, "", [cause]);
  }
  const named = { ...context, target: { ...target, name } };
  const { object, warnings } = decodeObject(
    target,
    { ...sent, metadata: { ...metadata, name } },
    fieldValidationOf(request.url.searchParams),
  );
  const next = admitted(named.target, object);
  requireNamespace(store, target.namespace);
  if (liveObject(named) !== undefined) throw alreadyExists(groupResourceOf(target), name);
  const managed = updateManaged(named, undefined, next, writerOf(context, "Update"));
  return { ...storeNew(named, managed), warnings };
}

function nameOf(metadata: Readonly<Record<string, unknown>>, suffix: () => string): string | undefined {
  const { name, generateName } = metadata;
  if (typeof name === "string" && name !== "") return name;
  return typeof generateName === "string" && generateName !== "" ? `${generateName}${suffix()}` : undefined;
}
