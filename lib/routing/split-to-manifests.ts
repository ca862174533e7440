import type { RenderedObject } from "@/lib/changes/change-set";
import { splitToHttpRoute } from "@/lib/routing/split-http-route";
import { splitToVirtualService } from "@/lib/routing/split-virtual-service";
import type { RoutingSnapshot } from "@/lib/routing/snapshot";
import type { TrafficSplitIntent } from "@/lib/routing/traffic-split";

/**
 * The objects that make the split true, in the order in which they must be written (a subset exists before a route uses
 * it). Unrelated fields, routes, subsets and annotations stay as they are; objects that need no change are left out.
 */
export function splitToManifests(
  intent: TrafficSplitIntent,
  snapshot: RoutingSnapshot,
): readonly RenderedObject[] {
  return intent.api === "istio"
    ? splitToVirtualService(intent, snapshot)
    : splitToHttpRoute(intent, snapshot);
}
