import { z } from "zod";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { SourceError } from "@/lib/errors";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { Call, KubernetesSource, WriteOptions, WriteResult } from "@/server/ports";
import type { Answer, RequestOptions } from "@/server/sources/request";
import type { KubernetesClient } from "./client";
import type { Discovery } from "./discovery";
import { manifestFrom, warningsFromHeaders } from "./mapper";
import { collectionPath, objectPath } from "./paths";

/** Our name in managedFields. */
export const fieldManager = "heddle";

type Writes = Pick<KubernetesSource, "get" | "apply" | "replace" | "create" | "patchJson" | "remove">;

/** Reads and writes of single objects, straight to the API server. */
export function createWrites(client: KubernetesClient, discovery: Discovery): Writes {
  const { requester, cluster } = client;
  const paths = pathsOf(cluster, discovery);

  async function send(
    path: string,
    request: Pick<RequestOptions, "method" | "headers" | "query"> & { readonly content: unknown },
    options: WriteOptions,
    call: Call,
  ): Promise<WriteResult> {
    const { content, query, ...rest } = request;
    const body = JSON.stringify(content);
    const answer = await requester.json(z.unknown(), path, {
      ...rest,
      ...limitsOf(call),
      query: { ...query, ...writeQuery(options) },
      body,
      read: false,
    });
    return resultFrom(cluster, answer);
  }

  return {
    get: (ref, call) => readObject(client, paths, ref, call),
    async apply(manifest, options, call) {
      const headers = { "content-type": "application/apply-patch+yaml" };
      const query = { force: options.force === true };
      const content = withoutManagedFields(manifest);
      const path = await paths.ofObject(refFromManifest(manifest));
      return send(path, { method: "PATCH", headers, query, content }, options, call);
    },
    async replace(manifest, options, call) {
      const path = await paths.ofObject(refFromManifest(manifest));
      const part = options.subresource === undefined ? "" : `/${options.subresource}`;
      return send(`${path}${part}`, { method: "PUT", content: manifest }, options, call);
    },
    async create(manifest, options, call) {
      const path = await paths.ofCollection(refFromManifest(manifest));
      return send(path, { method: "POST", content: withoutManagedFields(manifest) }, options, call);
    },
    async patchJson(ref, operations, options, call) {
      const headers = { "content-type": "application/json-patch+json" };
      return send(
        await paths.ofObject(ref),
        { method: "PATCH", headers, content: operations },
        options,
        call,
      );
    },
    async remove(ref, precondition, options, call) {
      const body = JSON.stringify(deleteOptions(precondition, options));
      await requester.text(await paths.ofObject(ref), {
        method: "DELETE",
        body,
        ...limitsOf(call),
        read: false,
      });
    },
  };
}

async function readObject(
  client: KubernetesClient,
  paths: ReturnType<typeof pathsOf>,
  ref: ObjectRef,
  call: Call,
): Promise<Manifest | undefined> {
  try {
    const { data } = await client.requester.json(z.unknown(), await paths.ofObject(ref), limitsOf(call));
    return manifestFrom(client, data);
  } catch (error) {
    if (error instanceof SourceError && error.reason === "not_found") return undefined;
    throw error;
  }
}

function pathsOf(cluster: string, discovery: Discovery) {
  async function pluralOf(ref: ObjectRef): Promise<string> {
    const found = await discovery.resource(ref.apiVersion, ref.kind);
    if (found !== undefined) return found.plural;
    throw new SourceError(`the cluster does not serve ${ref.kind} of ${ref.apiVersion}`, {
      source: "kubernetes",
      cluster,
      reason: "not_found",
      details: { ref },
    });
  }
  return {
    ofObject: async (ref: ObjectRef) => objectPath(ref, await pluralOf(ref)),
    ofCollection: async (ref: ObjectRef) =>
      collectionPath(ref.apiVersion, await pluralOf(ref), ref.namespace),
  };
}

function deleteOptions(
  preconditions: { uid?: string; resourceVersion?: string },
  { dryRun }: WriteOptions,
): object {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions,
    propagationPolicy: "Background",
    ...(dryRun ? { dryRun: ["All"] } : {}),
  };
}

function writeQuery({ dryRun }: WriteOptions): Record<string, string | undefined> {
  return { fieldManager, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined };
}

function limitsOf({ signal, timeoutMs }: Call): RequestOptions {
  return { signal, timeoutMs };
}

/** The API server refuses an apply that brings managed fields. */
function withoutManagedFields(manifest: Manifest): Manifest {
  const { managedFields: _managed, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}

function resultFrom(cluster: string, answer: Answer<unknown>): WriteResult {
  return {
    object: manifestFrom({ cluster }, answer.data),
    created: answer.status === 201,
    warnings: warningsFromHeaders(answer.headers),
  };
}
