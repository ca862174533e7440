import { setTimeout as wait } from "node:timers/promises";
import type { ConsoleProcess } from "./console-process";
import type { WriteGate } from "./write-gate";

const longestLifeMs = 4000;
const shortLifeMs = 2500;

/** How one life of the console ends. Those by a write strike between two of them, wherever the clock stands. */
export type Death =
  /** While it starts, after this share of the time that the last start took. */
  | { readonly kind: "start"; readonly share: number }
  /** So long after the start. */
  | { readonly kind: "time"; readonly afterMs: number }
  /** Before or after its nth statement that writes to the database. */
  | { readonly kind: "statement"; readonly statement: number; readonly after: boolean }
  /** At a write to Kubernetes, which gets there, is lost, or gets there when the console is dead already. */
  | { readonly kind: "write"; readonly nth: number; readonly fate: "arrives" | "lost" | "late" };

/** A death by chance; the same numbers give the same one. */
export function drawDeath(random: () => number): Death {
  const which = random();
  if (which < 0.08) return { kind: "start", share: random() };
  if (which < 0.3) return { kind: "time", afterMs: Math.round(random() * shortLifeMs) };
  if (which < 0.65)
    return { kind: "statement", statement: 1 + Math.floor(random() * 70), after: random() < 0.5 };
  const fate = (["arrives", "lost", "late"] as const)[Math.floor(random() * 3)] ?? "lost";
  return { kind: "write", nth: random() < 0.7 ? 1 : 2, fate };
}

let lastStartMs = 1000;

/** One life of the delivery loop, with the death that was drawn; whoever gets past that moment dies after a while. */
export async function liveAndDie(own: ConsoleProcess, gate: WriteGate, death: Death): Promise<void> {
  const beganMs = performance.now();
  if (death.kind === "write") holdWrites(own, gate, death);
  own.startDelivery(death.kind === "statement" ? death : undefined);
  if (death.kind === "start") await own.diedWithin(death.share * lastStartMs);
  else {
    await own.begun();
    lastStartMs = performance.now() - beganMs;
    await own.diedWithin(death.kind === "time" ? death.afterMs : Math.max(longestLifeMs, 2 * lastStartMs));
  }
  await own.kill();
  gate.onWrite = undefined;
}

const longestMercyMs = 60_000;

/** One life that is left alone until `isDone`, and then ends. */
export async function liveUntil(own: ConsoleProcess, isDone: () => boolean): Promise<void> {
  own.startDelivery();
  await own.begun();
  const endMs = performance.now() + longestMercyMs;
  while (!isDone() && performance.now() < endMs) await own.diedWithin(200);
  await own.kill();
}

function holdWrites(own: ConsoleProcess, gate: WriteGate, { nth, fate }: Extract<Death, { kind: "write" }>) {
  gate.onWrite = async ({ count }, response, pass) => {
    if (count !== nth) return "pass";
    if (fate === "arrives") await pass();
    await own.kill();
    response.destroy();
    if (fate === "late") {
      await wait(100);
      await pass();
    }
    return "handled";
  };
}
