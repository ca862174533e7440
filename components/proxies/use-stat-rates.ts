"use client";
import { useState } from "react";
import type { StatRow } from "./outputs";

type Read = { readonly stats: readonly StatRow[]; readonly readAtMs: number };
type Kept = { readonly key: string; readonly read: Read | undefined; readonly rates: Rates };

/** What each counter gained per second between the last two reads; a counter that was not there is not in it. */
export type Rates = ReadonlyMap<string, number>;

const none: Rates = new Map();

/** The rates of the newest read against the one before it, both with the same filter (`key`). */
export function useStatRates(key: string, read: Read | undefined): Rates {
  const [kept, setKept] = useState<Kept>({ key, read, rates: none });
  if (kept.key !== key) {
    setKept({ key, read: undefined, rates: none });
  } else if (read !== undefined && kept.read?.readAtMs !== read.readAtMs) {
    setKept({ key, read, rates: kept.read === undefined ? none : ratesBetween(kept.read, read) });
  }
  return kept.rates;
}

function ratesBetween(before: Read, after: Read): Rates {
  const seconds = (after.readAtMs - before.readAtMs) / 1000;
  const values = new Map(
    before.stats.flatMap((stat) => (stat.type === "counter" ? [[stat.name, stat.value] as const] : [])),
  );
  const rates = new Map<string, number>();
  for (const stat of after.stats) {
    const old = values.get(stat.name);
    // A counter that fell belongs to an Envoy that was started again: nobody knows what it gained.
    if (stat.type !== "counter" || old === undefined || stat.value < old || seconds <= 0) continue;
    rates.set(stat.name, (stat.value - old) / seconds);
  }
  return rates;
}
