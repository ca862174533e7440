import type { Manifest } from "@/lib/config/manifest";
import { parseNodeId } from "@/lib/mesh/proxy-id";
import { bootstrapFromValue } from "@/lib/proxies/bootstrap";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts, FlowPod } from "@/lib/proxies/explain-flow/flow-facts";
import { clustersPageSchema } from "@/lib/proxies/live-clusters";
import { fieldAt, objectField } from "@/lib/proxies/proto-json";
import { secretFromEntry } from "@/lib/proxies/secret";
import { clusterSources } from "@/server/operations/cluster-sources";
import {
  servicesFromEntries,
  servicesFromObjects,
  textValues,
} from "@/server/operations/explain/known-services";
import type { Gathering } from "@/server/operations/gathering";
import { certificatesOfSecret } from "@/server/operations/proxies/certificates";
import { locateProxy } from "@/server/operations/proxies/target";
import type { Call, OperationContext } from "@/server/ports";

/** What a dump says of its own proxy. */
export function factsOfDump(dump: FlowDump): FlowFacts {
  const [entry] = dump.reader.ofSection("bootstrap");
  if (entry === undefined) return {};
  const value = dump.reader.value(entry);
  const { nodeId, labels } = bootstrapFromValue(objectField(value, "bootstrap") ?? value);
  const node = parseNodeId(nodeId);
  return {
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(node === undefined ? {} : { namespace: node.namespace, podIp: node.ip }),
  };
}

/** The SPIFFE id in the certificate that the proxy shows; undefined where the dump holds none. */
export function identityOfDump(dump: FlowDump): string | undefined {
  for (const entry of dump.reader.named("secrets", "default")) {
    const [leaf] = certificatesOfSecret(secretFromEntry(entry, dump.reader.value(entry)));
    const name = leaf?.subjectAltNames.find((one) => one.startsWith("spiffe://"));
    if (name !== undefined) return name;
  }
  return undefined;
}

/** What is known of the mesh around a proxy: services, pods, live health. Of a kept dump only what it says itself. */
export async function gatherFacts(
  ctx: OperationContext,
  target: DumpTarget,
  dump: FlowDump,
  gathering: Gathering,
): Promise<FlowFacts> {
  const own = factsOfDump(dump);
  if ("snapshot" in target) return own;
  const sources = clusterSources(ctx, target.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const list = (group: string, kind: string, part: string) =>
    gathering.takeObjects(part, sources.kubernetes.list(group, kind, call(part)));
  const live =
    target.view === "istiod"
      ? undefined
      : locateProxy(sources, target, ctx.signal).then((address) =>
          sources.proxyAdmin.page(address, "clusters", call("live health of endpoints")),
        );
  const [pods, services, namespaces, entries, page] = await Promise.all([
    list("", "Pod", "pods of endpoints"),
    list("", "Service", "addresses of services"),
    list("", "Namespace", "waypoints of services"),
    list("networking.istio.io", "ServiceEntry", "addresses of service entries"),
    live === undefined ? undefined : gathering.take("live endpoint health", live),
  ]);
  const parsed = page === undefined ? undefined : clustersPageSchema.safeParse(page);
  const pod = pods?.find(
    ({ metadata }) => metadata.name === target.pod && metadata.namespace === target.namespace,
  );
  const podIp = fieldAt(pod?.status, "podIP");
  return {
    namespace: target.namespace,
    ...(pod === undefined ? {} : { labels: textValues(pod.metadata.labels) }),
    ...(typeof podIp === "string" ? { podIp } : {}),
    ...own,
    ...(services === undefined && entries === undefined
      ? {}
      : {
          services: [
            ...servicesFromObjects(services ?? [], pods ?? [], namespaces ?? []),
            ...servicesFromEntries(entries ?? []),
          ],
        }),
    ...(pods === undefined ? {} : { podByIp: podsByIp(pods) }),
    ...(parsed?.success === true ? { live: parsed.data } : {}),
  };
}

/** Pods by address; those on the node's network share its address with others. */
export function podsByIp(pods: readonly Manifest[]): ReadonlyMap<string, FlowPod> {
  const found = new Map<string, FlowPod>();
  for (const { metadata, spec, status } of pods) {
    const ip = fieldAt(status, "podIP");
    const phase = fieldAt(status, "phase");
    if (typeof ip !== "string" || ip === "" || fieldAt(spec, "hostNetwork") === true) continue;
    if (phase === "Succeeded" || phase === "Failed") continue;
    found.set(ip, { namespace: metadata.namespace ?? "", pod: metadata.name });
  }
  return found;
}
