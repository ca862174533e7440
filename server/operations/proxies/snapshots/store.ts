import { randomUUID } from "node:crypto";
import { ConsoleError, type SourceWarning } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import { nodeFactsFromBootstrap } from "@/lib/proxies/node-facts";
import type { Snapshot, SnapshotKind, SnapshotOrigin } from "@/lib/proxies/snapshot";
import { createSnapshotRow } from "@/server/database/snapshot-resource";
import type { WrittenDump } from "@/server/operations/proxies/snapshots/writer";
import type { OperationContext } from "@/server/ports";

export type SnapshotFacts = {
  readonly origin: SnapshotOrigin;
  /** Told by the content where nobody says it. */
  readonly kind?: SnapshotKind;
  readonly proxy?: { readonly cluster: string; readonly namespace: string; readonly pod: string };
  readonly fileName?: string;
  readonly note: string;
  readonly takenAtMs?: number;
  readonly warnings: readonly SourceWarning[];
};

/** Writes the snapshot of a dump that was stored. */
export async function storeSnapshot(
  ctx: OperationContext,
  written: WrittenDump,
  facts: SnapshotFacts,
): Promise<Snapshot> {
  const node = nodeFactsFromBootstrap(written.bootstrap);
  const { takenAtMs, kind, proxy, fileName, ...told } = facts;
  const whose = proxy ?? (node.proxy === undefined ? undefined : { cluster: "", ...node.proxy });
  const { nodeId, istioVersion } = node;
  const createdAtMs = ctx.nowMs();
  const snapshot: Snapshot = {
    ...told,
    id: randomUUID().replaceAll("-", "").slice(0, 16),
    kind: kindOf(written, kind),
    title: whose?.pod ?? fileName ?? "dump",
    ...(whose === undefined ? {} : { proxy: whose }),
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(istioVersion === undefined ? {} : { istioVersion }),
    contentHash: written.contentHash,
    takenAtMs: takenAtMs ?? written.updatedAtMs ?? createdAtMs,
    createdAtMs,
    createdBy: ctx.actor.name,
    sizeBytes: written.sizeBytes,
    resourceCount: written.resourceCount,
  };
  const blobs = { layout: written.layout, frame: written.frame };
  if (await createSnapshotRow(ctx.databaseUrl, snapshot, blobs, written.hashes)) return snapshot;
  throw new ConsoleError("conflict", phrase("snapshot_swept"), {
    hint: phrase("try_again"),
  });
}

/** istiod prints in camelCase and leaves the bootstrap out (istioctl prints Envoy's so, too), and a ztunnel has tables of its own. */
function kindOf(
  { resourceCount, frameHead, bootstrap }: WrittenDump,
  told: SnapshotKind | undefined,
): SnapshotKind {
  // Who asks a proxy takes it for an Envoy.
  if (resourceCount === 0 && /"(?:workloads|workloadState|staticConfig)"/.test(frameHead)) return "ztunnel";
  if (told !== undefined) return told;
  if (bootstrap === undefined && /"(?:versionInfo|(?:static|dynamic)[A-Z]\w*)"/.test(frameHead))
    return "istiod";
  return "envoy";
}
