import type { IntentKind } from "@/lib/changes/intent-schemas";

/** The kinds of change that are about where a service's requests go, in the order of the launcher. */
export const routingKinds = [
  "traffic_split",
  "request_route",
  "mirror",
  "timeout_retry",
  "circuit_breaker",
  "load_balancing",
  "fault",
] as const;
export type RoutingKind = (typeof routingKinds)[number];

/** Where the wizard of a kind is: `/routing/request-route`, `/security/mtls`. */
export function wizardPath(kind: string): string {
  if (kind === "traffic_split") return "/routing/split";
  const home = routingKinds.some((known) => known === kind) ? "routing" : "security";
  return `/${home}/${kind.replaceAll("_", "-")}`;
}

/** The routing kind of an address; undefined when there is none of that name. */
export function routingKindFromSlug(slug: string): Exclude<RoutingKind, "traffic_split"> | undefined {
  const kind = slug.replaceAll("-", "_");
  return routingKinds.find((known) => known === kind && known !== "traffic_split") as
    | Exclude<RoutingKind, "traffic_split">
    | undefined;
}
export type FormKind = Exclude<IntentKind, "traffic_split">;
