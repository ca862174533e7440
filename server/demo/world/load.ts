import { createRandom, hashText } from "./random";

const dayMs = 86_400_000;

type Wave = { readonly amplitude: number; readonly periodMs: number; readonly phase: number };

function wavesOf(seed: number, flow: string): readonly Wave[] {
  const random = createRandom(hashText(`load/${flow}`) ^ seed);
  // The busiest hour is the early afternoon (UTC); the rest is the unrest of real visitors.
  const day: Wave = { amplitude: 0.32, periodMs: dayMs, phase: -Math.PI * 0.75 + (random() - 0.5) * 0.4 };
  const unrest = [
    [0.06, 2_820_000],
    [0.05, 780_000],
    [0.04, 287_000],
    [0.03, 97_000],
  ] as const;
  return [
    day,
    ...unrest.map(([amplitude, periodMs]) => ({
      amplitude,
      periodMs: periodMs * (0.8 + 0.4 * random()),
      phase: random() * 2 * Math.PI,
    })),
  ];
}

/** How busy a flow is over time, around a mean of 1, with its integral in closed form. */
export type LoadShape = {
  /** Relative rate at a moment; never below 0.4. */
  readonly at: (timeMs: number) => number;
  /** Integral of the relative rate from `fromMs` to `toMs`, in seconds. */
  readonly between: (fromMs: number, toMs: number) => number;
};

/** The load of one flow: sines added up, so that any stretch of any day is known without having been watched. */
export function loadShape(seed: number, flow: string): LoadShape {
  const waves = wavesOf(seed, flow);
  const primitive = (timeMs: number) => {
    let total = timeMs;
    for (const { amplitude, periodMs, phase } of waves) {
      const omega = (2 * Math.PI) / periodMs;
      total -= (amplitude / omega) * Math.cos(omega * timeMs + phase);
    }
    return total / 1000;
  };
  return {
    at: (timeMs) => {
      let rate = 1;
      for (const { amplitude, periodMs, phase } of waves)
        rate += amplitude * Math.sin((2 * Math.PI * timeMs) / periodMs + phase);
      return rate;
    },
    between: (fromMs, toMs) => primitive(toMs) - primitive(fromMs),
  };
}
