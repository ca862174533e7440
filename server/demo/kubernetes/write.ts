import type { Manifest } from "@/lib/config/manifest";
import { timeFromMs } from "@/server/demo/kubernetes/clock-text";
import {
  fieldManagerOf,
  isDryRun,
  type ApiRequest,
  type ApiResponse,
} from "@/server/demo/kubernetes/exchange";
import { sameJson } from "@/server/demo/kubernetes/json-value";
import { managedAfterUpdate, type Writer } from "@/server/demo/kubernetes/managed-fields";
import { apiVersionFrom } from "@/server/demo/kubernetes/resources";
import { structureOf } from "@/server/demo/kubernetes/admission";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import type { Target } from "@/server/demo/kubernetes/target";

/** What all writes need. */
export type WriteContext = {
  readonly store: KubernetesStore;
  readonly target: Target;
  readonly request: ApiRequest;
};

export function liveObject({ store, target }: WriteContext): Manifest | undefined {
  const { resource, namespace, name } = target;
  return store.get({ group: resource.group, kind: resource.kind, namespace, name });
}

export function writerOf({ store, target, request }: WriteContext, operation: Writer["operation"]): Writer {
  return {
    manager: fieldManagerOf(request),
    operation,
    apiVersion: apiVersionFrom(target.resource.group, target.version),
    ...(target.subresource === "" ? {} : { subresource: target.subresource }),
    time: timeFromMs(store.nowMs()),
  };
}

/** What the server alone decides of an object's metadata. */
function withServerMetadata(object: Manifest, live: Manifest): Manifest {
  const { uid, creationTimestamp, generation, resourceVersion } = live.metadata;
  return { ...object, metadata: { ...object.metadata, uid, creationTimestamp, generation, resourceVersion } };
}

/** Status is written through its own path only, and nothing else is written there. */
function withRightParts(target: Target, object: Manifest, live: Manifest): Manifest {
  if (!target.resource.hasStatus) return object;
  if (target.subresource === "status") return { ...live, status: object.status };
  const { status: _status, ...rest } = object;
  return live.status === undefined ? rest : { ...rest, status: live.status };
}

const withoutTimes = (object: Manifest) => ({
  ...object,
  metadata: {
    ...object.metadata,
    managedFields: object.metadata.managedFields?.map((entry) => ({ ...entry, time: "" })) ?? [],
  },
});

function specDiffers(a: Manifest, b: Manifest): boolean {
  const { metadata: _a, status: _sa, ...left } = a;
  const { metadata: _b, status: _sb, ...right } = b;
  return !sameJson(left, right);
}

/** Stores a new object, or shows what would be stored. */
export function storeNew(context: WriteContext, object: Manifest): ApiResponse {
  const { store, target, request } = context;
  const { status: _status, ...rest } = object;
  const kept = target.resource.hasStatus && target.resource.custom ? withDefaultStatus(object, rest) : object;
  const { resourceVersion: _version, uid: _uid, generation: _generation, ...metadata } = kept.metadata;
  const fresh = { ...kept, metadata: { ...metadata, creationTimestamp: undefined } };
  if (!isDryRun(request.url.searchParams)) return { code: 201, body: store.create(fresh) };
  const creationTimestamp = timeFromMs(store.nowMs());
  const shown = { ...fresh.metadata, uid: store.nextUid(), generation: 1, creationTimestamp };
  return { code: 201, body: { ...fresh, metadata: shown } };
}

/** Gateway API's "waiting for controller" is a default of the CRD and stays; a status that a person sends does not. */
function withDefaultStatus(object: Manifest, rest: Manifest): Manifest {
  return JSON.stringify(object.status ?? {}).includes("Waiting for controller") ? object : rest;
}

/** Stores the next version of an object unless nothing changed, or shows what would be stored. */
export function storeNext(context: WriteContext, live: Manifest, next: Manifest): ApiResponse {
  const { store, target, request } = context;
  const whole = withServerMetadata(withRightParts(target, next, live), live);
  const object = { ...whole, metadata: { ...whole.metadata, managedFields: next.metadata.managedFields } };
  if (sameJson(withoutTimes(object), withoutTimes(live))) return { code: 200, body: live };
  const specChanged = specDiffers(object, live);
  if (!isDryRun(request.url.searchParams)) return { code: 200, body: store.replace(object, specChanged) };
  const generation = (live.metadata.generation ?? 1) + (specChanged ? 1 : 0);
  return { code: 200, body: { ...object, metadata: { ...object.metadata, generation } } };
}

/** `next` with the managed fields after a plain write by `writer`. */
export function updateManaged(
  context: WriteContext,
  live: Manifest | undefined,
  next: Manifest,
  writer: Writer,
): Manifest {
  const structure = structureOf(context.target);
  const compared = live === undefined ? next : withRightParts(context.target, next, live);
  const managedFields = managedAfterUpdate(structure, live, compared, writer);
  return { ...next, metadata: { ...next.metadata, managedFields } };
}
