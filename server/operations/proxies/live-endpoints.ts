import type { Sourced } from "@/lib/evidence";
import { endpointRowSteps, type EndpointRow } from "@/lib/proxies/endpoint-rows";
import { clustersPageSchema, hostsBeyondRows, liveOfRows } from "@/lib/proxies/live-clusters";
import { packLive, type PackedLive } from "@/lib/proxies/live-wire";
import { fieldAt } from "@/lib/proxies/proto-json";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import { parseSection, revisionOf } from "@/server/operations/proxies/parse-section";
import { locateProxy, readDumpBytes, type ProxyInput } from "@/server/operations/proxies/target";
import type { Call, ClusterSources, OperationContext } from "@/server/ports";

export type LiveEndpoints = {
  /** Revision of the rows that `live` goes with, place by place. */
  readonly revision: string;
  readonly live: readonly (PackedLive | null)[];
  /** Hosts that Envoy has and its dump does not list. */
  readonly beyond: readonly { readonly row: EndpointRow; readonly live: PackedLive }[];
  readonly readAtMs: number;
};

/** Health and counters of every endpoint, as Envoy has them now, with the pods behind the addresses. */
export async function readLiveEndpoints(
  ctx: OperationContext,
  input: ProxyInput,
): Promise<Sourced<LiveEndpoints>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, input.cluster);
  const call = (purpose: string): Call => ({ purpose, signal: ctx.signal });
  const address = await locateProxy(sources, input, ctx.signal);
  const [dump, answer, podOf] = await Promise.all([
    readDumpBytes(ctx, { ...input, view: "envoy" }, "endpoints of the configuration"),
    sources.proxyAdmin.page(address, "clusters", call("live health and counters of endpoints")),
    podsByAddress(sources, gathering, call("pods behind the addresses")),
  ]);
  gathering.warnings.push(...dump.warnings, ...answer.warnings);
  gathering.evidence.push(...dump.evidence, ...answer.evidence);
  const page = clustersPageSchema.parse(answer.data);
  const rows = (await parseSection(dump.data, "endpoints", endpointRowSteps)).flat();
  const withPod = <T extends object>(row: Pick<EndpointRow, "address">, live: T) => {
    const pod = podOf.get(hostOf(row.address));
    return pod === undefined ? live : { ...live, pod };
  };
  const idOf = new Map(
    dump.data.entries.flatMap((entry) => (entry.section === "clusters" ? [[entry.name, entry.id]] : [])),
  );
  return gathering.answer({
    revision: revisionOf(dump.data),
    live: liveOfRows(rows, page).map((live, index) => {
      const row = rows[index];
      return live === null || row === undefined ? null : packLive(withPod(row, live));
    }),
    beyond: hostsBeyondRows(rows, page, (name) => idOf.get(name)).map(({ row, live }) => ({
      row,
      live: packLive(withPod(row, live)),
    })),
    readAtMs: ctx.nowMs(),
  });
}

/** `10.0.0.1` of `10.0.0.1:80`; the address inside of an internal one. */
function hostOf(address: string): string {
  const inner = address.startsWith("envoy://") ? address.slice(address.lastIndexOf("/") + 1) : address;
  const colon = inner.lastIndexOf(":");
  return (colon === -1 ? inner : inner.slice(0, colon)).replaceAll(/^\[|\]$/g, "");
}

async function podsByAddress(
  sources: ClusterSources,
  gathering: Gathering,
  call: Call,
): Promise<ReadonlyMap<string, string>> {
  const pods = await gathering.takeObjects("pods of endpoints", sources.kubernetes.list("", "Pod", call));
  const found = new Map<string, string>();
  for (const pod of pods ?? []) {
    const ip = fieldAt(pod.status, "podIP");
    // Pods on the node's network share its address with others.
    if (typeof ip !== "string" || ip === "" || fieldAt(pod.spec, "hostNetwork") === true) continue;
    found.set(ip, `${pod.metadata.namespace ?? ""}/${pod.metadata.name}`);
  }
  return found;
}
