import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import type { ApiResponse } from "@/server/demo/kubernetes/exchange";
import { apiVersionFrom } from "@/server/demo/kubernetes/resources";
import { filterFromQuery } from "@/server/demo/kubernetes/selectors";
import { printItem } from "@/server/demo/kubernetes/served-object";
import { badRequest, expired } from "@/server/demo/kubernetes/status";
import type { KubernetesStore } from "@/server/demo/kubernetes/store";
import type { Target } from "@/server/demo/kubernetes/target";

const tokenSchema = z.object({ v: z.literal("meta.k8s.io/v1"), rv: z.number(), start: z.string() });
type ContinueToken = z.infer<typeof tokenSchema>;

const encode = (token: ContinueToken) => Buffer.from(JSON.stringify(token)).toString("base64url");

function decode(text: string): ContinueToken {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw badRequest("continue key is not valid: encoded continue token not valid");
  }
}

const position = (object: Manifest) => `${object.metadata.namespace ?? ""}/${object.metadata.name}`;

/** One page. Later pages carry the first page's version: a watch from there sees all that changed in between. */
export function listObjects(store: KubernetesStore, target: Target, query: URLSearchParams): ApiResponse {
  const { resource, version, namespace } = target;
  const apiVersion = apiVersionFrom(resource.group, version);
  const keep = filterFromQuery(query, { kind: resource.kind, apiVersion, namespace });
  const token = query.get("continue");
  const from = token === null || token === "" ? undefined : decode(token);
  if (from !== undefined && from.rv < store.oldestRevision()) {
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
    );
  }
  const all = store.list(resource.group, resource.kind);
  const kept = keep === undefined ? all : all.filter(keep);
  const left = from === undefined ? kept : kept.filter((object) => position(object) > from.start);
  const limit = Number(query.get("limit") ?? "0");
  const page = limit > 0 ? left.slice(0, limit) : left;
  const last = page.at(-1);
  const rv = from?.rv ?? store.revision();
  const more = last !== undefined && page.length < left.length;
  const selected = (query.get("labelSelector") ?? "") !== "" || (query.get("fieldSelector") ?? "") !== "";
  const metadata = {
    resourceVersion: String(rv),
    ...(more ? { continue: encode({ v: "meta.k8s.io/v1", rv, start: position(last) }) } : {}),
    ...(more && !selected ? { remainingItemCount: left.length - page.length } : {}),
  };
  const head = JSON.stringify({ kind: `${resource.kind}List`, apiVersion, metadata });
  const items = page.map((object) => printItem(object, resource, version)).join(",");
  return { code: 200, body: undefined, json: `${head.slice(0, -1)},"items":[${items}]}` };
}
