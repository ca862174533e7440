import { matchesRoute, type RoutedRequest } from "@/lib/xds/match-route";
import type { RouteMatch } from "@/lib/xds/model";
import { splitMatch, type MatchCondition } from "./match-conditions";

/** The conditions that a request fails; none when the route takes it. */
export function failedConditions(match: RouteMatch, request: RoutedRequest): readonly MatchCondition[] {
  return splitMatch(match)
    .filter(({ alone }) => !matchesRoute(alone, request))
    .map(({ condition }) => condition);
}
