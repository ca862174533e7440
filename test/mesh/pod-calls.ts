import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const sender = fileURLToPath(new URL("sender.js", import.meta.url));
const answerSchema = z.object({
  statuses: z.record(z.string(), z.number()),
  versions: z.record(z.string(), z.number()),
  latencyMsP50: z.number(),
  latencyMsP99: z.number(),
});
export type CallAnswer = z.infer<typeof answerSchema>;

/** Requests from inside of a workload's pod, so through its own Envoy, as the application would make them. */
export async function callFrom(
  workload: string,
  url: string,
  options: {
    readonly count: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly method?: string;
    readonly concurrency?: number;
    /** How long the sender waits for an answer. */
    readonly patienceMs?: number;
  },
): Promise<CallAnswer> {
  const plan = { url, concurrency: 8, headers: {}, method: "GET", patienceMs: 20_000, ...options };
  const { stdout } = await promisify(execFile)(
    "ip",
    ["netns", "exec", `mb-${workload}`, process.execPath, sender, JSON.stringify(plan)],
    { timeout: 200_000 },
  );
  return answerSchema.parse(JSON.parse(stdout));
}

/** Share in percent of the answers with this status. */
export function percentOf({ statuses }: CallAnswer, status: number): number {
  const all = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return ((statuses[`${status}`] ?? 0) / all) * 100;
}
