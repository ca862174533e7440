import type { Because } from "@/lib/proxies/explain/answer";
import type { TriedRoute } from "@/lib/proxies/explain/find-route";
import type { SkippedRoute } from "@/lib/proxies/explain-flow/explanation";
import { objectField } from "@/lib/proxies/proto-json";
import { ownerFromMetadata } from "@/lib/proxies/provenance";
import { conditionWords, matchFromProto } from "@/lib/proxies/route-match";

export type SkippedRoutes = {
  readonly skipped: readonly SkippedRoute[];
  /** How many more there are. */
  readonly skippedMore: number;
};

/** How many are worded unless somebody asks for all: tables have thousands. */
const usual = 100;

/**
 * The routes of a virtual host that surely don't take the request, from index `from` to before `to`, with their words:
 * in order, at most `most` of them. Those that only another condition than the path rules out come first, then those
 * nearest to the end.
 */
export function skippedRoutes(
  routes: readonly unknown[],
  tried: readonly TriedRoute[],
  [from, to]: readonly [number, number],
  most = usual,
): SkippedRoutes {
  const all = tried.filter(({ index }) => index >= from && index < to);
  const shown = all.length <= most ? all : mostTelling(all, most);
  const skipped = shown.map(({ index, name, because }) => {
    const route = routes[index];
    const owner = ownerFromMetadata(route);
    return {
      index,
      name,
      condition: conditionWords(matchFromProto(objectField(route, "match"))),
      because,
      ...(owner === undefined ? {} : { owner }),
    };
  });
  return { skipped, skippedMore: all.length - shown.length };
}

function mostTelling(all: readonly TriedRoute[], most: number): readonly TriedRoute[] {
  const near = all.filter(({ because }) => !isOfPath(because[0])).slice(-most);
  const far = all.filter(({ because }) => isOfPath(because[0]));
  return [...near, ...far.slice(far.length - (most - near.length))].toSorted(
    (left, right) => left.index - right.index,
  );
}

function isOfPath(because: Because | undefined): boolean {
  if (because === undefined) return false;
  return because.code.includes("path") || because.values["what"] === "path";
}
