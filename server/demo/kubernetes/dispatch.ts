import { authorize, forbidden, type RoleBinding } from "@/server/demo/kubernetes/access";
import { groupResourceOf } from "@/server/demo/kubernetes/admission";
import { applyObject } from "@/server/demo/kubernetes/apply";
import type { TokenTable } from "@/server/demo/kubernetes/auth";
import { createObject } from "@/server/demo/kubernetes/create";
import { deleteCollection, deleteObject } from "@/server/demo/kubernetes/delete";
import { discoveryBody, versionBody } from "@/server/demo/kubernetes/discovery";
import { isDryRun, mediaType, type ApiRequest, type ApiResponse } from "@/server/demo/kubernetes/exchange";
import { listObjects } from "@/server/demo/kubernetes/list";
import { reviewAnswer } from "@/server/demo/kubernetes/reviews";
import { inVersion, printObject } from "@/server/demo/kubernetes/served-object";
import { ApiFailure, notFound, unknownPath } from "@/server/demo/kubernetes/status";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import { targetFromPath, type Target } from "@/server/demo/kubernetes/target";
import { patchObject, updateObject } from "@/server/demo/kubernetes/update";
import { liveObject, type WriteContext } from "@/server/demo/kubernetes/write";

export type Api = {
  readonly store: KubernetesStore;
  readonly tokens: TokenTable;
  readonly bindings: readonly RoleBinding[];
};

export function isWatch(request: ApiRequest): boolean {
  const flag = request.url.searchParams.get("watch") ?? "";
  return request.method === "GET" && ["1", "true"].includes(flag);
}

function verbOf(request: ApiRequest, target: Target): string {
  const one = target.name !== "";
  switch (request.method) {
    case "GET":
      return isWatch(request) ? "watch" : one ? "get" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return one ? "delete" : "deletecollection";
    default:
      return request.method.toLowerCase();
  }
}

/** The resource that the path names, after the access check. Throws 404 and 403. */
export function allowedTarget(api: Api, request: ApiRequest, verb?: string): Target {
  const target = targetFromPath(request.url.pathname);
  if (target === undefined) throw unknownPath();
  const { resource, subresource, namespace, name } = target;
  const question = {
    verb: verb ?? verbOf(request, target),
    group: resource.group,
    resource: resource.plural,
    subresource,
    namespace,
    name,
  };
  if (!authorize(api.bindings, request.user, question).allowed) throw forbidden(request.user, question);
  return target;
}

/** Server-side apply of a missing object is a create and needs that verb too. */
function requireCreate(api: Api, context: WriteContext): void {
  if (liveObject(context) !== undefined) return;
  allowedTarget(api, context.request, "create");
}

function readObject(context: WriteContext): ApiResponse {
  const { target } = context;
  const live = liveObject(context);
  if (live === undefined) throw notFound(groupResourceOf(target), target.name);
  return { code: 200, body: undefined, json: printObject(inVersion(live, target.resource, target.version)) };
}

function methodNotAllowed(): ApiFailure {
  const message = "the server does not allow this method on the requested resource";
  return new ApiFailure(405, "MethodNotAllowed", message, {});
}

function answerForTarget(api: Api, request: ApiRequest, target: Target): ApiResponse {
  const context: WriteContext = { store: api.store, target, request };
  const one = target.name !== "";
  switch (request.method) {
    case "GET":
      return one ? readObject(context) : listObjects(api.store, target, request.url.searchParams);
    case "POST":
      if (one) throw methodNotAllowed();
      return createObject(context);
    case "PUT":
      if (!one) throw methodNotAllowed();
      return updateObject(context);
    case "PATCH":
      if (!one) throw methodNotAllowed();
      if (!mediaType(request.headers).startsWith("application/apply-patch")) return patchObject(context);
      requireCreate(api, context);
      return applyObject(context);
    case "DELETE":
      return one ? deleteObject(context) : deleteCollection(context);
    default:
      throw methodNotAllowed();
  }
}

/** The answer to any request but a watch or an upgrade. Throws an ApiFailure for every refusal. */
export function answer(api: Api, request: ApiRequest): ApiResponse {
  const { pathname, searchParams } = request.url;
  if (pathname === "/version") return { code: 200, body: versionBody };
  if (["/readyz", "/livez", "/healthz"].includes(pathname)) return { code: 200, body: "ok" };
  const review = reviewAnswer({ ...api, request, nowMs: api.store.nowMs });
  if (review !== undefined) return review;
  const discovered = request.method === "GET" ? discoveryBody(pathname) : undefined;
  if (discovered !== undefined) return { code: 200, body: discovered };
  isDryRun(searchParams);
  const target = allowedTarget(api, request);
  if (target.subresource !== "" && target.subresource !== "status") throw unknownPath();
  return answerForTarget(api, request, target);
}
