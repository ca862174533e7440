import type { WhatIf, WhatIfCategory, WhatIfExample } from "./model";
import type { CountedCall } from "./request-samples";
import { workloadOfView, type RoutingView } from "./routing-view";
import { sampleEffect } from "./sample-effect";

const examplesKept = 5;

/**
 * What would become of recently sampled requests: how many change destination, limits or access, with examples. Those
 * whose outcome hangs on what traces do not carry are counted apart and belong to no category. It waits before each
 * request; the answer true makes that the end.
 */
export function* whatIf(
  view: RoutingView,
  calls: readonly CountedCall[],
): Generator<number, WhatIf, boolean> {
  let requests = 0;
  let unchanged = 0;
  let unknown = 0;
  const counts = new Map<WhatIfCategory, number>();
  const because = new Map<string, number>();
  const examples = new Map<WhatIfCategory | "unknown", WhatIfExample[]>();
  const keep = (category: WhatIfCategory | "unknown", example: WhatIfExample): void => {
    const list = examples.get(category) ?? [];
    examples.set(category, list);
    list.push(example);
  };
  for (const [done, call] of calls.entries()) {
    if (yield done) break;
    const workload = workloadOfView(view, call.source);
    const of = workload && view.classOf(workload);
    if (workload === undefined || of === undefined) continue;
    const result = sampleEffect(view, of, workload, call);
    if (result === undefined) continue;
    const { source, host, method, path, count } = call;
    requests += count;
    const example = {
      source,
      host,
      method,
      path,
      samples: count,
      before: result.before,
      after: result.after,
    };
    if (result.kind === "unknown") {
      unknown += count;
      for (const what of result.because) because.set(what, (because.get(what) ?? 0) + count);
      keep("unknown", example);
      continue;
    }
    const entries = Object.entries(result.effect) as [WhatIfCategory, number][];
    if (entries.length === 0) unchanged += count;
    for (const [category, share] of entries) {
      counts.set(category, (counts.get(category) ?? 0) + share * count);
      keep(category, example);
    }
  }
  return {
    requests,
    counts: Object.fromEntries(counts),
    unchanged,
    unknown,
    unknownBecause: [...because]
      .map(([what, number]) => ({ what, requests: number }))
      .toSorted((a, b) => b.requests - a.requests),
    examples: mostFrequent(examples),
  };
}

function mostFrequent(
  examples: ReadonlyMap<WhatIfCategory | "unknown", readonly WhatIfExample[]>,
): WhatIf["examples"] {
  return Object.fromEntries(
    [...examples].map(([category, list]) => [
      category,
      list.toSorted((a, b) => b.samples - a.samples).slice(0, examplesKept),
    ]),
  );
}
