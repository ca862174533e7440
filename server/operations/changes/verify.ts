import { outcomeShares, type OutcomeShares } from "@/lib/changes/outcome-shares";
import { compareShares, writtenAtMs, type AckSummary, type ObservedShare } from "@/lib/changes/verification";
import { changeRequestSchema } from "@/lib/changes/change-set";
import type { Change } from "@/lib/changes/change";
import { refFromManifest } from "@/lib/config/manifest";
import { SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import { serviceOf, snapshotFromObjects, type RoutingSnapshot } from "@/lib/routing/snapshot";
import { versionsOf } from "@/lib/routing/service-versions";
import { splitFromManifests } from "@/lib/routing/split-from-manifests";
import { listChanges, saveVerify } from "@/server/database/change";
import { readObservedRequests, readOutcomes } from "@/server/operations/changes/observed";
import { backendsOf, readAcks } from "@/server/operations/changes/verify-acks";
import { readChange } from "@/server/operations/changes/read";
import { clusterSources } from "@/server/operations/cluster-sources";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type Verification = {
  readonly changeId: string;
  readonly writtenAtMs?: number;
  /** Absent when istiod does not answer. */
  readonly acks?: AckSummary;
  /** Absent when the metrics do not answer or it is too early; `readyAtMs` says when it will not be. */
  readonly split?: {
    readonly shares: readonly ObservedShare[];
    readonly requests: number;
    readonly sinceMs: number;
    /** Set when a later change of the same service ended the measurement. */
    readonly untilMs?: number;
  };
  /** How the service's requests ended before and since; absent as `split` is, and for what is no service. */
  readonly effect?: {
    /** Each absent when its beginning was not measured. */
    readonly before?: OutcomeShares;
    readonly after?: OutcomeShares;
    readonly beforeMs: number;
    readonly afterMs: number;
  };
  readonly readyAtMs?: number;
  readonly checkedAtMs: number;
};

/** Prometheus has seen the new weights only after a scrape of its own. */
const settleMs = 15_000;

/** Whether the change reached the proxies and the traffic does what was asked; kept with the audit row. */
export async function verifyChange(ctx: OperationContext, changeId: string): Promise<Sourced<Verification>> {
  const change = (await readChange(ctx, changeId)).data;
  const sources = clusterSources(ctx, change.cluster);
  const nowMs = ctx.nowMs();
  const written = writtenAtMs(change);
  if (written === undefined) {
    return { data: { changeId, checkedAtMs: nowMs }, warnings: [], evidence: [] };
  }
  const warnings: SourceWarning[] = [];
  const evidence: Evidence[] = [];
  const keep = <T>(answer: Sourced<T>): T => {
    warnings.push(...answer.warnings);
    evidence.push(...answer.evidence);
    return answer.data;
  };
  const attempt = async <T>(part: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      warnings.push(warningFromError(error, part));
      return undefined;
    }
  };
  const snapshot = snapshotFromObjects(keep(await readMeshObjects(sources, ctx.signal)));
  const isEarly = nowMs < written + 2 * settleMs;
  const isService = serviceOf(snapshot, change.service) !== undefined;
  const nextMs = isEarly ? undefined : await nextWriteMs(ctx, change, written);
  const untilMs = Math.min(nowMs, nextMs ?? Number.POSITIVE_INFINITY);
  const at = { written, untilMs, nextMs, snapshot };
  const [acks, split, effect] = await Promise.all([
    attempt("proxies", () => readAcks(ctx, sources, change, written, snapshot, keep)),
    attempt("observed split", async () =>
      isEarly || intendedOf(change, snapshot).length === 0
        ? undefined
        : keep(await readShares(ctx, sources, change, at)),
    ),
    attempt("effect on requests", async () =>
      isEarly || !isService ? undefined : keep(await readEffect(ctx, sources, change, at)),
    ),
  ]);
  const data: Verification = {
    changeId,
    writtenAtMs: written,
    ...(acks === undefined ? {} : { acks }),
    ...(split === undefined ? {} : { split }),
    ...(effect === undefined ? {} : { effect }),
    ...(isEarly ? { readyAtMs: written + 2 * settleMs } : {}),
    checkedAtMs: nowMs,
  };
  await remember(ctx, data);
  return { data, warnings, evidence };
}

type Measured = {
  readonly written: number;
  readonly untilMs: number;
  readonly nextMs: number | undefined;
  readonly snapshot: RoutingSnapshot;
};

/** How long before the write is looked at, to compare with. */
const beforeMs = 300_000;

async function readEffect(
  ctx: OperationContext,
  sources: ClusterSources,
  change: Change,
  { written, untilMs, snapshot }: Measured,
): Promise<Sourced<NonNullable<Verification["effect"]>>> {
  const backends = backendsOf(snapshot, change);
  const sinceMs = Math.min(written + settleMs, untilMs);
  const of = (from: number, to: number) =>
    readOutcomes(sources, change.service, backends, { sinceMs: from, nowMs: to, signal: ctx.signal });
  const [before, after] = await Promise.all([of(written - beforeMs, written), of(sinceMs, untilMs)]);
  return {
    data: {
      ...(before.data === undefined ? {} : { before: outcomeShares(before.data) }),
      ...(after.data === undefined ? {} : { after: outcomeShares(after.data) }),
      beforeMs,
      afterMs: untilMs - sinceMs,
    },
    warnings: [...before.warnings, ...after.warnings],
    evidence: [...before.evidence, ...after.evidence],
  };
}

async function readShares(
  ctx: OperationContext,
  sources: ClusterSources,
  change: Change,
  { written, untilMs, nextMs, snapshot }: Measured,
): Promise<Sourced<NonNullable<Verification["split"]>>> {
  const sinceMs = Math.min(written + settleMs, untilMs);
  const answer = await readObservedRequests(sources, change.service, backendsOf(snapshot, change), {
    sinceMs,
    nowMs: untilMs,
    signal: ctx.signal,
  });
  const versions = versionsOf(snapshot, change.service);
  const intended = intendedOf(change, snapshot).map(({ name, weightPercent }) => {
    const version = versions.find((one) => one.subset === name || one.backendService === name);
    return { name: Object.values(version?.labels ?? {})[0] ?? name, weightPercent };
  });
  const shares = compareShares(intended, answer.data);
  const requests = shares.reduce((sum, share) => sum + share.requests, 0);
  return { ...answer, data: { shares, requests, sinceMs, ...(nextMs === undefined ? {} : { untilMs }) } };
}

/** When the next change of this service was written: from then on the traffic tells about that one. */
async function nextWriteMs(
  ctx: OperationContext,
  change: Change,
  written: number,
): Promise<number | undefined> {
  const { cluster, service } = change;
  const later = await listChanges(ctx.databaseUrl, {
    cluster,
    service,
    sinceMs: change.startedAtMs,
    limit: 500,
  });
  const times = later.flatMap((other) => (other.id === change.id ? [] : (writtenAtMs(other) ?? [])));
  const after = times.filter((timeMs) => timeMs > written);
  return after.length === 0 ? undefined : Math.min(...after);
}

/** What was asked for; after an undo, what the restored objects ask for. */
function intendedOf(
  change: Change,
  snapshot: RoutingSnapshot,
): readonly { name: string; weightPercent: number }[] {
  const request = changeRequestSchema.safeParse(JSON.parse(change.intent));
  if (request.success && request.data.kind === "traffic_split") return request.data.intent.destinations;
  // Any other kind keeps whatever split there is; only taking back has one of its own.
  if (request.success && request.data.kind !== "undo") return [];
  const written = change.objects.flatMap(({ after }) => after ?? []);
  const api = written.some((manifest) => refFromManifest(manifest).kind === "HTTPRoute")
    ? "gateway"
    : "istio";
  const split = splitFromManifests(snapshot, change.service, api);
  return split.ok ? split.intent.destinations : [];
}

async function remember(ctx: OperationContext, verification: Verification): Promise<void> {
  const { acks, ...rest } = verification;
  const kept = {
    ...rest,
    ...(acks === undefined ? {} : { acks: { counts: acks.counts, isComplete: acks.isComplete } }),
  };
  try {
    await saveVerify(ctx.databaseUrl, verification.changeId, kept);
  } catch (error) {
    // Looking must work when nothing can be noted.
    if (!(error instanceof SourceError)) throw error;
  }
}
