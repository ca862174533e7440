import { ConsoleError } from "@/lib/errors";
import { listSwitches, type KillSwitch } from "@/server/database/kill-switch";
import { clusterSources } from "@/server/operations/cluster-sources";
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
export async function engageKillSwitch(
  _ctx: OperationContext,
  _input: SwitchInput,
): Promise<KillSwitchState> {
  throw new ConsoleError("internal", "The kill switch cannot be engaged yet");
}

/** Lets experiments begin again; those that were ended stay ended. */
export async function releaseKillSwitch(
  _ctx: OperationContext,
  _input: SwitchInput,
): Promise<KillSwitchState> {
  throw new ConsoleError("internal", "The kill switch cannot be released yet");
}
