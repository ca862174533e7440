import { z } from "zod";
import { groupResourceOf } from "@/server/demo/kubernetes/admission";
import { isDryRun, objectFromBody, type ApiResponse } from "@/server/demo/kubernetes/exchange";
import { filterFromQuery } from "@/server/demo/kubernetes/selectors";
import { apiVersionFrom } from "@/server/demo/kubernetes/resources";
import { conflict, notFound, type StatusBody } from "@/server/demo/kubernetes/status";
import { keyFromObject } from "@/server/demo/kubernetes/collections";
import { liveObject, type WriteContext } from "@/server/demo/kubernetes/write";

const optionsSchema = z.looseObject({
  dryRun: z.array(z.string()).optional(),
  preconditions: z
    .looseObject({ uid: z.string().optional(), resourceVersion: z.string().optional() })
    .optional(),
});

/** DELETE of one object; with preconditions only the object that the writer saw. */
export function deleteObject(context: WriteContext): ApiResponse {
  const { store, target, request } = context;
  const live = liveObject(context);
  if (live === undefined) throw notFound(groupResourceOf(target), target.name);
  const options = optionsSchema.parse(request.body.trim() === "" ? {} : objectFromBody(request));
  const { uid, resourceVersion } = options.preconditions ?? {};
  const kind = { group: target.resource.group, resource: target.resource.kind };
  if (uid !== undefined && uid !== live.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${live.metadata.uid ?? ""}). The object might have been deleted and then recreated`;
    throw conflict(kind, target.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${live.metadata.resourceVersion ?? ""}). The object might have been modified`;
    throw conflict(kind, target.name, why);
  }
  const dry = isDryRun(request.url.searchParams) || options.dryRun?.includes("All") === true;
  if (!dry) store.remove(keyFromObject(live));
  const { group, plural } = target.resource;
  const body: StatusBody = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: {
      name: target.name,
      ...(group === "" ? {} : { group }),
      kind: plural,
      uid: live.metadata.uid ?? "",
    },
  };
  return { code: 200, body };
}

/** DELETE of a collection: all objects that the selectors keep. */
export function deleteCollection(context: WriteContext): ApiResponse {
  const { store, target, request } = context;
  const { resource, version, namespace } = target;
  const apiVersion = apiVersionFrom(resource.group, version);
  const keep = filterFromQuery(request.url.searchParams, { kind: resource.kind, apiVersion, namespace });
  const doomed = store.list(resource.group, resource.kind).filter((object) => keep?.(object) ?? true);
  if (!isDryRun(request.url.searchParams)) for (const object of doomed) store.remove(keyFromObject(object));
  const metadata = { resourceVersion: String(store.revision()) };
  return { code: 200, body: { kind: `${resource.kind}List`, apiVersion, metadata, items: doomed } };
}
