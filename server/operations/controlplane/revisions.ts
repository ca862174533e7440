import { rowFromWire } from "@/lib/controlplane/board-wire";
import { injectorsOf } from "@/lib/controlplane/injection";
import { revisionRows, type RevisionRow } from "@/lib/controlplane/revisions";
import type { Sourced } from "@/lib/evidence";
import { clusterSources } from "@/server/operations/cluster-sources";
import { Gathering } from "@/server/operations/gathering";
import type { OperationContext } from "@/server/ports";
import { readBoard } from "./board";
import { readWebhooks } from "./injection";

/** The revisions of the control plane with their tags, istiods, namespaces and proxies. */
export async function listRevisions(
  ctx: OperationContext,
  cluster: string,
): Promise<Sourced<readonly RevisionRow[]>> {
  const gathering = new Gathering();
  const sources = clusterSources(ctx, cluster);
  const [board, webhooks, namespaces] = await Promise.all([
    gathering.take("sync board", readBoard(ctx, cluster)),
    readWebhooks(sources, gathering),
    gathering.takeObjects(
      "namespaces",
      sources.kubernetes.list("", "Namespace", { purpose: "revision labels" }),
    ),
  ]);
  return gathering.answer(
    revisionRows({
      rows: board?.rows.map(rowFromWire),
      replicas: board?.replicas,
      injectors: webhooks === undefined ? undefined : injectorsOf(webhooks),
      namespaces,
    }),
  );
}
