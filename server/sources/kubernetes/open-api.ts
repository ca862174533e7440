import { z } from "zod";
import { SourceError } from "@/lib/errors";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import type { Call, KubernetesSource } from "@/server/ports";
import type { Clock, Requester } from "@/server/sources/request";
import { apiRoot } from "./paths";

const indexSchema = z.looseObject({
  paths: z.record(z.string(), z.looseObject({ serverRelativeURL: z.string() })),
});
type Index = z.infer<typeof indexSchema>["paths"];

/** The core group with every built-in type is about 2 MiB. */
const maxBytes = 32 * 1_048_576;
const indexAgeMs = 30_000;
const maxDocuments = 24;

/** Documents by address: the address has a hash of the content, so that one never goes stale. */
export type OpenApiCache = Map<string, Promise<unknown>>;

/** Reads published schemas. The index is asked by each person; documents are shared, for they are no secret. */
export function createOpenApi(
  { cluster, requester }: { readonly cluster: string; readonly requester: Requester },
  clock: Clock,
  documents: OpenApiCache,
): Pick<KubernetesSource, "openApi"> {
  let index: { readonly atMs: number; readonly paths: Promise<Index> } | undefined;

  const readIndex = (call: Call) => {
    if (index !== undefined && clock.nowMs() - index.atMs < indexAgeMs) return index.paths;
    const { signal, timeoutMs } = call;
    const paths = requester
      .json(indexSchema, "/openapi/v3", { signal, timeoutMs })
      .then(({ data }) => data.paths);
    index = { atMs: clock.nowMs(), paths };
    paths.catch(() => (index = undefined));
    return paths;
  };

  const readDocument = (address: string, call: Call) => {
    const known = documents.get(address);
    if (known !== undefined) return known;
    const document = readAddress(cluster, requester, address, call);
    documents.set(address, document);
    document.catch(() => documents.delete(address));
    for (const oldest of [...documents.keys()].slice(0, Math.max(0, documents.size - maxDocuments))) {
      documents.delete(oldest);
    }
    return document;
  };

  return {
    async openApi(apiVersion, call) {
      const paths = await readIndex(call);
      const root = apiRoot(apiVersion).slice(1);
      const group = groupFromApiVersion(apiVersion);
      const served = Object.keys(paths).filter((path) =>
        group === "" ? path === "api/v1" : path.startsWith(`apis/${group}/`),
      );
      const address = paths[root]?.serverRelativeURL;
      return {
        document: address === undefined ? undefined : await readDocument(address, call),
        servedVersions: served.map((path) => path.slice(path.lastIndexOf("/") + 1)),
      };
    },
  };
}

async function readAddress(
  cluster: string,
  requester: Requester,
  address: string,
  call: Call,
): Promise<unknown> {
  const [path = "", search = ""] = address.split("?");
  // The address comes from the server: it may name nothing but its own published schemas.
  if (!path.startsWith("/openapi/v3/")) {
    throw new SourceError(`GET /openapi/v3: ${address} is no address of a schema`, {
      source: "kubernetes",
      cluster,
      reason: "schema",
    });
  }
  const query = Object.fromEntries(new URLSearchParams(search));
  const { signal, timeoutMs } = call;
  return (await requester.json(z.unknown(), path, { query, maxBytes, signal, timeoutMs })).data;
}
