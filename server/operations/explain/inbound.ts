import type { Manifest } from "@/lib/config/manifest";
import { SourceError, warningFromError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { explainFlow } from "@/lib/proxies/explain-flow/explain-flow";
import { ipOfEndpoint } from "@/lib/proxies/explain-flow/hosts";
import {
  inboundRequest,
  reachedEndpoint,
  type ReachedEndpoint,
} from "@/lib/proxies/explain-flow/inbound-request";
import { tlsAgreement } from "@/lib/proxies/explain-flow/tls-agreement";
import { itemsField, textField } from "@/lib/proxies/proto-json";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { InboundRead } from "@/server/operations/explain/answers";
import { identityOfDump } from "@/server/operations/explain/gather-facts";
import type { InboundInput } from "@/server/operations/explain/input";
import { readFlowSetting, type FlowSetting } from "@/server/operations/explain/request";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";

/** How the pod behind an endpoint treats the request that an outbound explanation brings to it. */
export async function explainInbound(
  ctx: OperationContext,
  input: InboundInput,
): Promise<Sourced<InboundRead>> {
  const gathering = new Gathering();
  const { target } = input;
  if ("snapshot" in target)
    return gathering.answer({ because: { code: "snapshot_without_pods", values: {} } });
  const source = await readFlowSetting(ctx, target, gathering);
  const explanation = explainFlow(source.dump, source.facts, input.request);
  const reached = reachedEndpoint(explanation, input.cluster, input.endpoint);
  if (reached === undefined)
    return gathering.answer({ because: { code: "endpoint_gone", values: { address: input.endpoint } } });
  const { tunnel } = reached.endpoint;
  const ip = ipOfEndpoint(tunnel?.waypoint ?? input.endpoint);
  const pod = source.facts.podByIp?.get(ip) ?? waypointAt(source, ip);
  if (pod === undefined) return gathering.answer({ because: { code: "no_pod_at", values: { ip } } });
  const sources = clusterSources(ctx, target.cluster);
  const pods = await gathering.takeObjects(
    "pod of the endpoint",
    sources.kubernetes.list("", "Pod", { purpose: "pod of the endpoint", signal: ctx.signal }, [
      pod.namespace,
    ]),
  );
  if (!hasProxy(pods?.find(({ metadata }) => metadata.name === pod.pod)))
    return gathering.answer({ pod, because: { code: "pod_without_proxy", values: { ...pod } } });
  return readInbound(ctx, { input, source, reached, pod, cluster: target.cluster }, gathering);
}

/** A pod of the waypoint whose Service has the address. */
function waypointAt({ facts }: FlowSetting, ip: string) {
  const own = facts.services?.find(({ addresses }) => addresses.includes(ip));
  const waypoints = facts.services?.flatMap(({ waypoint }) => waypoint ?? []) ?? [];
  return waypoints.find(({ namespace, name }) => own?.namespace === namespace && own.name === name)?.pods[0];
}

function hasProxy(pod: Manifest | undefined): boolean {
  return [...itemsField(pod?.spec, "containers"), ...itemsField(pod?.spec, "initContainers")].some(
    (container) => textField(container, "name") === "istio-proxy",
  );
}

type Reach = {
  readonly input: InboundInput;
  readonly source: FlowSetting;
  readonly reached: ReachedEndpoint;
  readonly pod: { readonly namespace: string; readonly pod: string };
  readonly cluster: string;
};

async function readInbound(
  ctx: OperationContext,
  { input, source, reached, pod, cluster }: Reach,
  gathering: Gathering,
): Promise<Sourced<InboundRead>> {
  const target: DumpTarget = { cluster, ...pod, view: "envoy" };
  const principal = identityOfDump(source.dump);
  const request = inboundRequest(input.request, reached, {
    ...(source.facts.podIp === undefined ? {} : { ip: source.facts.podIp }),
    ...(principal === undefined ? {} : { principal }),
  });
  try {
    const { dump, facts } = await readFlowSetting(ctx, target, gathering);
    return gathering.answer({
      target,
      pod,
      request,
      tls: tlsAgreement(dump, request, reached.endpoint.tls),
      explanation: explainFlow(dump, facts, request),
    });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    gathering.warnings.push(warningFromError(error, "configuration of the pod"));
    return gathering.answer({ target, pod, request, because: { code: "pod_silent", values: { ...pod } } });
  }
}
