import { z } from "zod";
import { runKinds, runStates, type RunKind, type RunState } from "@/lib/delivery/run";
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
