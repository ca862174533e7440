import type { Because } from "@/lib/proxies/explain/answer";
import type { FlowEnd, FlowWay } from "@/lib/proxies/explain-flow/explanation";
import { distinct } from "@/lib/proxies/explain-flow/way";

type Reach = { readonly sharePercent: number | undefined; readonly dependsOn: readonly Because[] };

/**
 * Every end that a way may come to, in its order. Shares multiply along the way; one that isn't known makes all after it
 * unknown. The same outcome under the same conditions is one end.
 */
export function endsOf(way: FlowWay): readonly FlowEnd[] {
  const found: FlowEnd[] = [];
  collect(way, { sharePercent: 100, dependsOn: [] }, found);
  return merged(found);
}

function collect(way: FlowWay, before: Reach, found: FlowEnd[]): void {
  let reach: Reach = {
    sharePercent: before.sharePercent,
    dependsOn: distinct([...before.dependsOn, ...way.dependsOn]),
  };
  for (const exit of way.steps.flatMap(({ exits }) => exits)) {
    found.push(endFrom(exit, reach));
    reach = { ...reach, sharePercent: left(reach.sharePercent, exit.sharePercent) };
  }
  if (way.next.kind === "end") {
    found.push(endFrom({ outcome: way.next.outcome, sharePercent: 100, dependsOn: [] }, reach));
    return;
  }
  for (const branch of way.next.ways) {
    collect(branch, { ...reach, sharePercent: times(reach.sharePercent, branch.sharePercent) }, found);
  }
}

function endFrom({ outcome, sharePercent, dependsOn }: FlowEnd, reach: Reach): FlowEnd {
  const share = times(reach.sharePercent, sharePercent);
  return {
    outcome,
    dependsOn: distinct([...reach.dependsOn, ...dependsOn]),
    ...(share === undefined ? {} : { sharePercent: share }),
  };
}

const times = (left: number | undefined, right: number | undefined) =>
  left === undefined || right === undefined ? undefined : (left * right) / 100;

const left = (whole: number | undefined, taken: number | undefined) =>
  whole === undefined || taken === undefined ? undefined : (whole * (100 - taken)) / 100;

function merged(ends: readonly FlowEnd[]): readonly FlowEnd[] {
  const byKey = new Map<string, FlowEnd>();
  for (const end of ends) {
    if (end.sharePercent === 0) continue;
    const key = JSON.stringify([end.outcome, end.dependsOn]);
    const known = byKey.get(key);
    const share =
      known?.sharePercent === undefined || end.sharePercent === undefined
        ? undefined
        : known.sharePercent + end.sharePercent;
    const { sharePercent: _share, ...rest } = end;
    byKey.set(key, known === undefined ? end : share === undefined ? rest : { ...rest, sharePercent: share });
  }
  return [...byKey.values()];
}
