import type { Manifest } from "@/lib/config/manifest";
import { kindInfo } from "@/lib/config/kinds";
import type { Evidence } from "@/lib/evidence";
import { groupFromApiVersion, objectKey, type ObjectRef } from "@/lib/mesh/object-ref";
import type { ClusterSources } from "@/server/ports";

export type LiveObject = { readonly ref: ObjectRef; readonly manifest: Manifest | undefined };

/** The API path of an object. */
export function apiPath(ref: ObjectRef): string {
  const group = groupFromApiVersion(ref.apiVersion);
  const plural = kindInfo(group, ref.kind)?.plural ?? `${ref.kind.toLowerCase()}s`;
  const root = group === "" ? `/api/${ref.apiVersion}` : `/apis/${ref.apiVersion}`;
  const namespace = ref.namespace === "" ? "" : `/namespaces/${ref.namespace}`;
  return `${root}${namespace}/${plural}/${ref.name}`;
}

/** These objects as the API server has them now, each once. Throws `SourceError`: a change on guesses is none. */
export async function readLive(
  sources: ClusterSources,
  refs: readonly ObjectRef[],
  at: { readonly nowMs: () => number; readonly signal?: AbortSignal },
): Promise<{ readonly objects: readonly LiveObject[]; readonly evidence: readonly Evidence[] }> {
  const unique = [...new Map(refs.map((ref) => [objectKey(ref), ref])).values()];
  const call = {
    purpose: "objects of the change",
    ...(at.signal === undefined ? {} : { signal: at.signal }),
  };
  const read = await Promise.all(
    unique.map(async (ref) => {
      const startMs = at.nowMs();
      const manifest = await sources.kubernetes.get(ref, call);
      const evidence: Evidence = {
        source: "kubernetes",
        cluster: sources.name,
        kind: "http",
        request: `GET ${apiPath(ref)}`,
        purpose: call.purpose,
        atMs: startMs,
        durationMs: at.nowMs() - startMs,
        rows: manifest === undefined ? 0 : 1,
      };
      return { object: { ref, manifest }, evidence };
    }),
  );
  return { objects: read.map(({ object }) => object), evidence: read.map(({ evidence }) => evidence) };
}
