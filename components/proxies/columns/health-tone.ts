import type { Tone } from "@/components/ui/status-badge";
import type { EndpointHealth } from "@/lib/proxies/endpoint";

/** How an endpoint's health looks. */
export const healthTone: Record<EndpointHealth, Tone> = {
  healthy: "ok",
  degraded: "degraded",
  draining: "idle",
  ejected: "failing",
  unhealthy: "failing",
};
