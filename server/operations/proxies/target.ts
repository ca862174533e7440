import { z } from "zod";
import { ConsoleError, SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import { fieldAt } from "@/lib/proxies/proto-json";
import { clusterSources } from "@/server/operations/cluster-sources";
import { refusalOf } from "@/server/operations/gathering";
import type { Call, ClusterSources, ConfigDumpBytes, OperationContext, ProxyAddress } from "@/server/ports";

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
  if (refusal !== undefined) throw new SourceError(refusal.message, refusal);
  const pod = pods.data.find(
    (candidate) => candidate.metadata.name === input.pod && candidate.metadata.namespace === input.namespace,
  );
  const podIp = fieldAt(pod?.status, "podIP");
  if (typeof podIp === "string" && podIp !== "") return { namespace: input.namespace, pod: input.pod, podIp };
  throw new ConsoleError(
    "not_found",
    pod === undefined
      ? `There is no pod ${input.namespace}/${input.pod}.`
      : `Pod ${input.namespace}/${input.pod} has no address yet.`,
    {
      hint: "It may have been replaced: look for its workload in the list of proxies.",
      details: { field: "pod" },
    },
  );
}

/** The proxy's dump in the wanted view. */
export async function readDumpBytes(
  ctx: OperationContext,
  input: ProxyInput,
  purpose: string,
): Promise<Sourced<ConfigDumpBytes>> {
  const sources = clusterSources(ctx, input.cluster);
  const call: Call = { purpose, signal: ctx.signal };
  if (input.view === "istiod")
    return sources.controlPlane.configDump({ namespace: input.namespace, pod: input.pod }, call);
  return sources.proxyAdmin.configDump(await locateProxy(sources, input, ctx.signal), call);
}
