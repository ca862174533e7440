import { database } from "@/server/database/database";
import { processRuntime } from "@/server/context";

export type Check = { readonly name: string; readonly ok: boolean; readonly detail: string };
export type Readiness = { readonly ready: boolean; readonly checks: readonly Check[] };

/**
 * Whether this replica can serve pages: configured, database open, and of each cluster it is known whether its
 * objects can be read. A cluster that is down does not make the console unready: showing that is its work.
 */
export async function readReadiness(): Promise<Readiness> {
  const { loaded, clusters } = await processRuntime();
  const checks: Check[] = [
    { name: "configuration", ok: true, detail: loaded.origin },
    await checkDatabase(loaded.config.database.url),
    ...clusters.map(({ name, own }): Check => {
      const states = own.kubernetes.states();
      const waiting = states.filter(({ state }) => state === "syncing").length;
      const failed = states.filter(({ state }) => state === "failed").length;
      const detail =
        waiting > 0 ? `${waiting} kinds are being read` : failed > 0 ? `${failed} kinds failed` : "synced";
      return { name: `cluster ${name}`, ok: waiting < states.length, detail };
    }),
  ];
  return { ready: checks.every(({ ok }) => ok), checks };
}

async function checkDatabase(url: string): Promise<Check> {
  try {
    await database(url);
    return { name: "database", ok: true, detail: "open" };
  } catch (error) {
    return { name: "database", ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
