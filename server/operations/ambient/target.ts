import type { z } from "zod";
import type { Sourced } from "@/lib/evidence";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";
import { clusterSources } from "@/server/operations/cluster-sources";
import {
  dumpTargetSchema,
  locateProxy,
  readDumpBytes,
  targetWords,
} from "@/server/operations/proxies/target";

/** A ztunnel, or a dump of one that was kept or uploaded. */
export const ambientTargetSchema = dumpTargetSchema;
export type AmbientTarget = z.infer<typeof ambientTargetSchema>;

/** The redacted dump of a ztunnel: one JSON object. */
export async function readZtunnelBytes(
  ctx: OperationContext,
  target: AmbientTarget,
): Promise<Sourced<ConfigDumpBytes>> {
  const purpose = `state of ztunnel ${targetWords(target)}`;
  if ("snapshot" in target) return readDumpBytes(ctx, target, purpose);
  const sources = clusterSources(ctx, target.cluster);
  const address = await locateProxy(sources, target, ctx.signal);
  return sources.proxyAdmin.ztunnelDump(address, { purpose, signal: ctx.signal });
}
