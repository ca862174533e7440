import { z } from "zod";
import {
  runKinds,
  runOutcomes,
  runStates,
  touchedObjectSchema,
  type NewRunEvent,
  type Run,
  type RunEvent,
  type RunKind,
  type RunState,
  type TouchedObject,
} from "@/lib/delivery/run";
import { withRows } from "@/server/database/database";
import type { Rows } from "@/server/database/open";

type Row = NonNullable<Awaited<ReturnType<Rows["run"]["findUnique"]>>>;

/** A run whose body is still JSON; the kind's own module knows its shape. */
export type StoredRun = Run<unknown>;

const eventsPerSave = 1000;

function runFromRow(row: Row): StoredRun {
  return {
    id: row.id,
    kind: z.enum(runKinds).parse(row.kind),
    cluster: row.cluster,
    service: { namespace: row.namespace, name: row.service },
    title: row.title,
    state: z.enum(runStates).parse(row.state),
    ...(row.outcome === null ? {} : { outcome: z.enum(runOutcomes).parse(row.outcome) }),
    createdBy: row.createdBy,
    createdAtMs: Number(row.createdAtMs),
    ...(row.startedAtMs === null ? {} : { startedAtMs: Number(row.startedAtMs) }),
    ...(row.endedAtMs === null ? {} : { endedAtMs: Number(row.endedAtMs) }),
    version: row.version,
    body: JSON.parse(row.body) as unknown,
  };
}

function columns(run: StoredRun) {
  return {
    state: run.state,
    title: run.title,
    outcome: run.outcome ?? null,
    startedAtMs: run.startedAtMs === undefined ? null : BigInt(run.startedAtMs),
    endedAtMs: run.endedAtMs === undefined ? null : BigInt(run.endedAtMs),
    body: JSON.stringify(run.body),
  };
}

function eventRows(runId: string, version: number, events: readonly NewRunEvent[]) {
  return events.map(({ atMs, kind, actor, data }, index) => ({
    runId,
    seq: version * eventsPerSave + index,
    atMs: BigInt(Math.round(atMs)),
    kind,
    actor,
    data: JSON.stringify(data),
  }));
}

/** Stores a new run with its first events. */
export async function createRun(
  url: string | undefined,
  run: StoredRun,
  events: readonly NewRunEvent[],
): Promise<void> {
  await withRows(url, (rows) =>
    rows.$transaction(async (tx) => {
      await tx.run.create({
        data: {
          id: run.id,
          kind: run.kind,
          cluster: run.cluster,
          namespace: run.service.namespace,
          service: run.service.name,
          createdBy: run.createdBy,
          createdAtMs: BigInt(run.createdAtMs),
          version: run.version,
          ...columns(run),
        },
      });
      await tx.runEvent.createMany({ data: eventRows(run.id, run.version, events) });
    }),
  );
}

/**
 * Stores `run` as the successor of its `version`, and what happened, both or neither. Undefined when somebody else saved
 * first: the caller has to read again and must not act on what it had.
 */
export async function saveRun<Body>(
  url: string | undefined,
  run: Run<Body>,
  events: readonly NewRunEvent[],
): Promise<Run<Body> | undefined> {
  const version = run.version + 1;
  return withRows(url, (rows) =>
    rows.$transaction(async (tx) => {
      const { count } = await tx.run.updateMany({
        where: { id: run.id, version: run.version },
        data: { ...columns(run), version },
      });
      if (count !== 1) return undefined;
      if (events.length > 0) await tx.runEvent.createMany({ data: eventRows(run.id, version, events) });
      return { ...run, version };
    }),
  );
}

export async function readRun(url: string | undefined, id: string): Promise<StoredRun | undefined> {
  const row = await withRows(url, (rows) => rows.run.findUnique({ where: { id } }));
  return row === null ? undefined : runFromRow(row);
}

export type RunFilter = {
  readonly cluster?: string;
  readonly kind?: RunKind;
  readonly states?: readonly RunState[];
  readonly namespaces?: readonly string[];
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly limit: number;
};

/** Newest first. */
export async function listRuns(url: string | undefined, filter: RunFilter): Promise<readonly StoredRun[]> {
  const { cluster, kind, states, namespaces, service, limit } = filter;
  const rows = await withRows(url, (all) =>
    all.run.findMany({
      where: {
        ...(cluster === undefined ? {} : { cluster }),
        ...(kind === undefined ? {} : { kind }),
        ...(states === undefined ? {} : { state: { in: [...states] } }),
        ...(namespaces === undefined || namespaces.length === 0
          ? {}
          : { namespace: { in: [...namespaces] } }),
        ...(service === undefined ? {} : { namespace: service.namespace, service: service.name }),
      },
      orderBy: [{ createdAtMs: "desc" }, { id: "desc" }],
      take: limit,
    }),
  );
  return rows.map(runFromRow);
}

/** Oldest first; with `afterSeq` only those that are newer. */
export async function listRunEvents(
  url: string | undefined,
  runId: string,
  afterSeq = -1,
): Promise<readonly RunEvent[]> {
  const rows = await withRows(url, (all) =>
    all.runEvent.findMany({ where: { runId, seq: { gt: afterSeq } }, orderBy: { seq: "asc" } }),
  );
  return rows.map(({ seq, atMs, kind, actor, data }) => ({
    seq,
    atMs: Number(atMs),
    kind,
    actor,
    data: z.record(z.string(), z.unknown()).parse(JSON.parse(data)),
  }));
}

/** What a run of either kind has written, from its stored body. */
export async function readTouched(
  url: string | undefined,
  runId: string,
): Promise<(Omit<StoredRun, "body"> & { readonly touched: readonly TouchedObject[] }) | undefined> {
  const run = await readRun(url, runId);
  if (run === undefined) return undefined;
  const { touched } = z.object({ touched: z.array(touchedObjectSchema) }).parse(run.body);
  return { ...run, touched };
}
