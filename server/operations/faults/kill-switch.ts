import { phrase } from "@/lib/phrase";
import { ConsoleError } from "@/lib/errors";
import { engageSwitch, listSwitches, releaseSwitches, type KillSwitch } from "@/server/database/kill-switch";
import { clusterSources } from "@/server/operations/cluster-sources";
import { endExperiment } from "@/server/operations/faults/act";
import { activeRuns } from "@/server/operations/faults/facts";
import type { OperationContext } from "@/server/ports";

export type KillSwitchState = {
  /** Absent while none holds. */
  readonly engaged?: KillSwitch;
  /** The last ones, newest first. */
  readonly history: readonly KillSwitch[];
};

export async function readKillSwitch(ctx: OperationContext, cluster: string): Promise<KillSwitchState> {
  const history = await listSwitches(ctx.databaseUrl, clusterSources(ctx, cluster).name, 20);
  const engaged = history.find(({ releasedAtMs }) => releasedAtMs === undefined);
  return { ...(engaged === undefined ? {} : { engaged }), history };
}

export type SwitchInput = { readonly cluster: string; readonly reason: string };

/** Ends every experiment of the cluster and keeps new ones from beginning, until it is released. */
export async function engageKillSwitch(ctx: OperationContext, input: SwitchInput): Promise<KillSwitchState> {
  const cluster = clusterSources(ctx, input.cluster).name;
  const wish = { cluster, reason: input.reason, actor: ctx.actor.name, atMs: ctx.nowMs() };
  // First the switch: what begins in between finds it.
  await engageSwitch(ctx.databaseUrl, wish);
  const failures: unknown[] = [];
  for (const { id, kind } of await activeRuns(ctx, cluster)) {
    if (kind !== "fault") continue;
    try {
      await endExperiment(ctx, id, { reason: "kill_switch", words: input.reason });
    } catch (error) {
      // The loop ends it at its next look: the switch stands.
      if (!(error instanceof ConsoleError)) failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return readKillSwitch(ctx, cluster);
}

/** Lets experiments begin again; those that were ended stay ended. */
export async function releaseKillSwitch(ctx: OperationContext, input: SwitchInput): Promise<KillSwitchState> {
  const cluster = clusterSources(ctx, input.cluster).name;
  const count = await releaseSwitches(ctx.databaseUrl, cluster, {
    actor: `${ctx.actor.name}: ${input.reason}`,
    atMs: ctx.nowMs(),
  });
  if (count === 0) {
    throw new ConsoleError("conflict", phrase("kill_switch_off"), {
      hint: phrase("released_already"),
    });
  }
  return readKillSwitch(ctx, cluster);
}
