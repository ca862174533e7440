import type { TriedRoute } from "@/lib/proxies/explain/find-route";
import type { SkippedRoute } from "@/lib/proxies/explain-flow/explanation";
import { objectField } from "@/lib/proxies/proto-json";
import { ownerFromMetadata } from "@/lib/proxies/provenance";
import { conditionWords, matchFromProto } from "@/lib/proxies/route-match";

/** The routes of a virtual host that surely don't take the request, from index `from` to before `to`, with their words. */
export function skippedRoutes(
  routes: readonly unknown[],
  tried: readonly TriedRoute[],
  from: number,
  to: number,
): readonly SkippedRoute[] {
  return tried
    .filter(({ index }) => index >= from && index < to)
    .map(({ index, name, because }) => {
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
}
