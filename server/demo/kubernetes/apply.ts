import {
  admitted,
  groupResourceOf,
  objectForTarget,
  requireFresh,
  requireNamespace,
  requireTyped,
  structureOf,
} from "@/server/demo/kubernetes/admission";
import { objectFromBody, type ApiResponse } from "@/server/demo/kubernetes/exchange";
import { isJsonObject, type JsonObject } from "@/server/demo/kubernetes/json-value";
import { applyConfiguration } from "@/server/demo/kubernetes/managed-fields";
import { withDefaults } from "@/server/demo/kubernetes/schema/defaults";
import { inVersion } from "@/server/demo/kubernetes/served-object";
import { badRequest, conflict, invalid } from "@/server/demo/kubernetes/status";
import { liveObject, storeNew, storeNext, writerOf, type WriteContext } from "@/server/demo/kubernetes/write";

function requireManager(query: URLSearchParams): void {
  if ((query.get("fieldManager") ?? "") !== "") return;
  throw invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [
    {
      reason: "FieldValueRequired",
      message: "Required value: is required for apply patch",
      field: "fieldManager",
    },
  ]);
}

function checkedConfig(context: WriteContext): JsonObject {
  const { target, request } = context;
  const config = objectForTarget(target, objectFromBody(request));
  const metadata = isJsonObject(config.metadata) ? config.metadata : {};
  if (metadata.managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  requireTyped(target, config);
  return config;
}

/** A main apply says nothing of the status, an apply of the status nothing of the rest. */
function ownParts({ target }: WriteContext, config: JsonObject): JsonObject {
  if (!target.resource.hasStatus) return config;
  const { status, spec: _spec, ...rest } = config;
  if (target.subresource === "status") return status === undefined ? rest : { ...rest, status };
  return config.spec === undefined ? rest : { ...rest, spec: config.spec };
}

/** PATCH with `application/apply-patch+yaml`: creates the object when it is missing. */
export function applyObject(context: WriteContext): ApiResponse {
  const { store, target, request } = context;
  const query = request.url.searchParams;
  requireManager(query);
  const config = checkedConfig(context);
  const found = liveObject(context);
  const live = found === undefined ? undefined : inVersion(found, target.resource, target.version);
  const metadata = isJsonObject(config.metadata) ? config.metadata : {};
  if (live === undefined) {
    requireNamespace(store, target.namespace);
    if (metadata.uid !== undefined && metadata.uid !== "") {
      const why = `uid mismatch: the provided object specified uid ${String(metadata.uid)}, and no existing object was found`;
      throw conflict(groupResourceOf(target), target.name, why);
    }
  } else {
    requireFresh(target, live, config);
  }
  const force = ["true", "1"].includes(query.get("force") ?? "");
  const { resource } = target;
  const own = withDefaults(resource.group, resource.kind, ownParts(context, config));
  const claimed = config.status === undefined ? dropStatus(own) : own;
  const { object, managedFields } = applyConfiguration(
    structureOf(target),
    live,
    withoutServerFields(claimed),
    writerOf(context, "Apply"),
    force,
  );
  const manifest = admitted(target, object);
  const next = { ...manifest, metadata: { ...manifest.metadata, managedFields } };
  return live === undefined ? storeNew(context, next) : storeNext(context, live, next);
}

function dropStatus({ status: _status, ...rest }: JsonObject): JsonObject {
  return rest;
}

function withoutServerFields(config: JsonObject): JsonObject {
  if (!isJsonObject(config.metadata)) return config;
  const { resourceVersion: _version, uid: _uid, generation: _generation, ...metadata } = config.metadata;
  const { creationTimestamp: _time, ...rest } = metadata;
  return { ...config, metadata: rest };
}
