import { z } from "zod";
import { runKinds, runOutcomes, runStates, type Run, type RunKind, type RunState } from "@/lib/delivery/run";
import { withRows } from "@/server/database/database";

export type RunVersion = {
  readonly runId: string;
  readonly cluster: string;
  readonly kind: RunKind;
  readonly version: number;
  readonly state: RunState;
};

const kindSchema = z.enum(runKinds);
const stateSchema = z.enum(runStates);
const outcomeSchema = z.enum(runOutcomes);

/** A run without its body, which may be large. */
export type RunHead = Omit<Run<unknown>, "body">;

/** How far each run is that is under way or ended after `endedAfterMs`; without the bodies, so it may be asked often. */
export async function listRunVersions(
  url: string | undefined,
  endedAfterMs: number,
): Promise<readonly RunVersion[]> {
  const rows = await withRows(url, (all) =>
    all.run.findMany({
      where: {
        OR: [{ state: { not: "ended" } }, { endedAtMs: { gte: BigInt(Math.round(endedAfterMs)) } }],
      },
      select: { id: true, cluster: true, kind: true, version: true, state: true },
      orderBy: [{ createdAtMs: "desc" }],
      take: 1000,
    }),
  );
  return rows.map(({ id, cluster, kind, version, state }) => ({
    runId: id,
    cluster,
    kind: kindSchema.parse(kind),
    version,
    state: stateSchema.parse(state),
  }));
}

type HeadFilter = {
  readonly cluster?: string;
  readonly namespaces?: readonly string[];
  readonly ids?: readonly string[];
  readonly limit: number;
};

/** Newest first; those under way come whatever the limit is. */
export async function listRunHeads(
  url: string | undefined,
  { cluster, namespaces = [], ids, limit }: HeadFilter,
): Promise<readonly RunHead[]> {
  const where = {
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespaces.length === 0 ? {} : { namespace: { in: [...namespaces] } }),
    ...(ids === undefined ? {} : { id: { in: [...ids] } }),
  };
  const [active, ended] = await withRows(url, (all) =>
    Promise.all(
      [{ not: "ended" }, "ended"].map((state) =>
        all.run.findMany({
          where: { ...where, state },
          omit: { body: true },
          orderBy: [{ createdAtMs: "desc" }, { id: "desc" }],
          take: state === "ended" ? limit : 1000,
        }),
      ),
    ),
  );
  return [...(active ?? []), ...(ended ?? [])].map((row) => ({
    id: row.id,
    kind: kindSchema.parse(row.kind),
    cluster: row.cluster,
    service: { namespace: row.namespace, name: row.service },
    title: row.title,
    state: stateSchema.parse(row.state),
    ...(row.outcome === null ? {} : { outcome: outcomeSchema.parse(row.outcome) }),
    createdBy: row.createdBy,
    createdAtMs: Number(row.createdAtMs),
    ...(row.startedAtMs === null ? {} : { startedAtMs: Number(row.startedAtMs) }),
    ...(row.endedAtMs === null ? {} : { endedAtMs: Number(row.endedAtMs) }),
    version: row.version,
  }));
}

/** The bodies of these runs by id, as JSON. */
export async function readRunBodies(
  url: string | undefined,
  ids: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  if (ids.length === 0) return new Map();
  const rows = await withRows(url, (all) =>
    all.run.findMany({ where: { id: { in: [...ids] } }, select: { id: true, body: true } }),
  );
  return new Map(rows.map(({ id, body }) => [id, JSON.parse(body) as unknown]));
}
