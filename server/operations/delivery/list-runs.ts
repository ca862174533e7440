import { z } from "zod";
import { rowFromRun } from "@/lib/delivery/list-from-run";
import type { DeliveryRow } from "@/lib/delivery/list-row";
import { listRunHeads, readRunBodies, type RunHead } from "@/server/database/run-version";
import type { OperationContext } from "@/server/ports";
import { singleton } from "@/server/singleton";

const keptRows = 2000;

/** Ended runs hardly change, and their bodies are large: a line is made once for each version of a run. */
const kept = () => singleton("delivery-rows", () => new Map<string, DeliveryRow>());

const keyOf = ({ id, version }: RunHead) => `${id}@${version}`;

/** Our runs as lines, newest first; one whose body this version cannot read still has its line. */
export async function listRunRows(
  ctx: OperationContext,
  filter: { readonly cluster: string; readonly namespaces: readonly string[]; readonly limit: number },
): Promise<readonly DeliveryRow[]> {
  const heads = await listRunHeads(ctx.databaseUrl, filter);
  const rows = kept();
  const missing = heads.filter((head) => !rows.has(keyOf(head)));
  const bodies = await readRunBodies(
    ctx.databaseUrl,
    missing.map(({ id }) => id),
  );
  const fresh = new Map(missing.map((head) => [keyOf(head), rowOf(head, bodies.get(head.id))]));
  for (const head of missing) {
    const row = fresh.get(keyOf(head));
    if (row !== undefined && head.state === "ended") rows.set(keyOf(head), row);
  }
  for (const key of rows.keys()) {
    if (rows.size <= keptRows) break;
    rows.delete(key);
  }
  return heads.flatMap((head) => rows.get(keyOf(head)) ?? fresh.get(keyOf(head)) ?? []);
}

function rowOf(head: RunHead, body: unknown): DeliveryRow {
  try {
    return rowFromRun({ ...head, body });
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const { id, version: _, kind, cluster: __, title: ___, ...rest } = head;
    return {
      ...rest,
      key: id,
      runId: id,
      kind: kind === "canary" ? "canary" : "experiment",
      owner: "heddle",
      isActive: head.state !== "ended",
    };
  }
}
