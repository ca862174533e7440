import type { WorkloadSpec } from "@/server/demo/world/spec";
import type { SpanReporter } from "./span";

/** What chance decides in a trace; ids have their own stream, so that they stay when a decision is added. */
export class Draws {
  readonly next: () => number;
  readonly #ids: () => number;

  constructor(random: () => number, ids: () => number) {
    this.next = random;
    this.#ids = ids;
  }

  podOf(workload: WorkloadSpec): SpanReporter {
    const pod = workload.pods[Math.floor(this.next() * workload.pods.length)] ?? workload.pods[0];
    if (pod === undefined) throw new Error(`${workload.name} has no pods`);
    return { workload, pod };
  }

  latencyMs(workload: WorkloadSpec | undefined): number {
    return this.logNormal(workload?.latencyMsMedian ?? 1, 0.55);
  }

  logNormal(median: number, sigma: number): number {
    const angle = 2 * Math.PI * this.next();
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return median * Math.exp(sigma * radius * Math.cos(angle));
  }

  hits(percent: number | undefined): boolean {
    return percent !== undefined && this.next() * 100 < percent;
  }

  hexId(bytes: number): string {
    let text = "";
    while (text.length < bytes * 2)
      text += Math.floor(this.#ids() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    return text.slice(0, bytes * 2);
  }
}
