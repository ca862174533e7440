import { z } from "zod";
import { ConsoleError, hintOf, messageOf, SourceError } from "@/lib/errors";
import { phrase, type Phrase } from "@/lib/phrase";
import type { Sourced } from "@/lib/evidence";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { fieldAt } from "@/lib/proxies/proto-json";
import { refusalOf } from "@/server/operations/gathering";
import { fetchProxyDump } from "@/server/operations/proxies/fetch-dump";
import { readSnapshotDump } from "@/server/operations/proxies/snapshots/read-dump";
import type { ClusterSources, ConfigDumpBytes, OperationContext, ProxyAddress } from "@/server/ports";

/** One proxy, and whose word is wanted: Envoy's own, or what istiod would send to it. */
export const proxyInputSchema = z.object({
  cluster: z.string().default(""),
  namespace: z.string().min(1),
  pod: z.string().min(1),
  view: z.enum(["envoy", "istiod"]).default("envoy"),
});
export type ProxyInput = z.infer<typeof proxyInputSchema>;

/** Name and address of the pod. Throws not_found for a pod that does not exist or has no address yet, and the refusal when pods may not be listed. */
export async function locateProxy(
  sources: ClusterSources,
  input: ProxyInput,
  signal: AbortSignal,
): Promise<ProxyAddress> {
  const call = { purpose: "address of the pod", signal };
  const pods = await sources.kubernetes.list("", "Pod", call, [input.namespace]);
  const refusal = refusalOf(pods);
  if (refusal !== undefined) throw new SourceError(messageOf(refusal), { ...refusal, ...hintOf(refusal) });
  const pod = pods.data.find(
    (candidate) => candidate.metadata.name === input.pod && candidate.metadata.namespace === input.namespace,
  );
  const podIp = fieldAt(pod?.status, "podIP");
  if (typeof podIp === "string" && podIp !== "") return { namespace: input.namespace, pod: input.pod, podIp };
  throw new ConsoleError(
    "not_found",
    phrase(pod === undefined ? "no_pod" : "pod_without_address", { pod: `${input.namespace}/${input.pod}` }),
    {
      hint: phrase("pod_replaced"),
      details: { field: "pod" },
    },
  );
}

/** Whose configuration is read: that of a proxy, or one that was kept or uploaded. */
export const dumpTargetSchema = z.union([
  proxyInputSchema,
  z.object({ snapshot: z.string().min(1, phrase("name_snapshot").text).max(100) }),
]) satisfies z.ZodType<DumpTarget>;

/** A target in words, for evidence and messages. */
export function targetWords(target: DumpTarget): string {
  return "snapshot" in target ? `snapshot ${target.snapshot}` : `${target.namespace}/${target.pod}`;
}

/** Throws invalid_input for a dump without any Envoy resource, as a ztunnel's is: nothing can be walked or compared in it. */
export function requireEnvoy({ entries }: ConfigDumpBytes, target: DumpTarget): void {
  if (entries.length > 0) return;
  throw new ConsoleError("invalid_input", phrase("no_envoy_resources", { target: targetWords(target) }), {
    hint: phrase("choose_envoy_snapshot"),
    details: { field: "target" },
  });
}

/** A target as the part of an answer that could not be read. */
export function targetPhrase(target: DumpTarget): Phrase {
  return "snapshot" in target
    ? phrase("part_snapshot", { id: target.snapshot })
    : phrase(target.view === "istiod" ? "part_expected" : "part_configuration", {
        pod: `${target.namespace}/${target.pod}`,
      });
}

/** The dump of a proxy in the wanted view, or the kept one. Throws not_found for a snapshot that does not exist (any more). */
export async function readDumpBytes(
  ctx: OperationContext,
  input: DumpTarget,
  purpose: string,
): Promise<Sourced<ConfigDumpBytes>> {
  return "snapshot" in input ? readSnapshotDump(ctx, input.snapshot) : fetchDump(ctx, input, purpose);
}

/** The dump of a proxy in the wanted view: one that is still true, or with `isForced` one of now. */
export function fetchDump(
  ctx: OperationContext,
  input: ProxyInput,
  purpose: string,
  { isForced }: { readonly isForced?: boolean } = {},
): Promise<Sourced<ConfigDumpBytes>> {
  const wanted = isForced === undefined ? input : { ...input, isForced };
  return fetchProxyDump(ctx, wanted, purpose, (sources) => locateProxy(sources, input, ctx.signal));
}
