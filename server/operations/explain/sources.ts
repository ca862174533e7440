import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { ExplainSource } from "@/server/operations/explain/answers";
import type { ExplainSourcesInput } from "@/server/operations/explain/input";
import { Gathering } from "@/server/operations/gathering";
import { listProxies } from "@/server/operations/proxies/list";
import { readSnapshots } from "@/server/operations/proxies/snapshots/list";
import type { OperationContext } from "@/server/ports";

const anyRange = { kind: "relative", durationMs: 900_000 } as const;
const kinds: Readonly<Record<string, ExplainSource["kind"]>> = {
  sidecar: "sidecar",
  router: "gateway",
  waypoint: "waypoint",
};

/** Proxies and kept dumps whose treatment of a request can be explained; dumps of a ztunnel have no routes. */
export async function listExplainSources(
  ctx: OperationContext,
  { cluster }: ExplainSourcesInput,
): Promise<Sourced<readonly ExplainSource[]>> {
  const gathering = new Gathering();
  const { name } = clusterSources(ctx, cluster);
  const [list, kept] = await Promise.all([
    gathering.take("proxies", listProxies(ctx, { cluster, namespaces: [], range: anyRange })),
    gathering.take("snapshots", readSnapshots(ctx, {})),
  ]);
  const proxies = (list?.rows ?? []).flatMap((row): readonly ExplainSource[] => {
    const kind = kinds[row.type];
    if (kind === undefined || row.connection === "no_proxy") return [];
    return [
      {
        target: {
          cluster: cluster === "" ? "" : name,
          namespace: row.namespace,
          pod: row.pod,
          view: "envoy",
        },
        label: `${row.namespace}/${row.pod}`,
        kind,
        isConnected: row.connection === "connected",
      },
    ];
  });
  const snapshots = (kept?.snapshots ?? [])
    .filter((snapshot) => snapshot.kind !== "ztunnel")
    .map(({ id, title, takenAtMs, nodeId }): ExplainSource => ({
      target: { snapshot: id },
      label: title,
      kind: "snapshot",
      isConnected: false,
      takenAtMs,
      ...(nodeId?.startsWith("router~") === true ? { isGateway: true } : {}),
    }));
  return gathering.answer([...proxies, ...snapshots]);
}
