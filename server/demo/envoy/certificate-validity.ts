import type { MeshProxy } from "@/server/demo/istiod/mesh-proxies";
import { randomOf } from "@/server/demo/world/random";
import type { DemoWorld } from "@/server/demo/world/world";

const hourMs = 3_600_000;
const lifetimeMs = 24 * hourMs;
/** The agent asks for a new certificate at half of the lifetime. */
const rotationMs = 12 * hourMs;
const backdatedMs = 2 * 60_000;
const expiringInMs = 45 * 60_000;
const expiredSinceMs = 10 * 60_000;

/** App whose agents fail to renew their certificate in the scenarios `certificate-expiring` and `-expired`. */
const expiringApp = "payments";

/**
 * From when to when the certificate of a proxy is valid now, epoch ms. In the scenario `certificate-expiring` the
 * payments pods hold one that ends 45 minutes after the scenario began and is not renewed; in `certificate-expired` it
 * had ended ten minutes before.
 */
export function certificateValidity(
  world: DemoWorld,
  proxy: Pick<MeshProxy, "id" | "app">,
): { readonly notBeforeMs: number; readonly notAfterMs: number } {
  const now = world.nowMs();
  const stuckSince = proxy.app === expiringApp ? scenarioStartMs(world) : undefined;
  if (stuckSince !== undefined) {
    const left = world.scenario() === "certificate-expired" ? -expiredSinceMs : expiringInMs;
    const notAfterMs = wholeSeconds(stuckSince + left);
    return { notBeforeMs: notAfterMs - lifetimeMs - backdatedMs, notAfterMs };
  }
  const first = world.originMs - randomOf(world.spec.seed, `certificate/${proxy.id}`) * rotationMs;
  const issuedMs = wholeSeconds(first + Math.floor((now - first) / rotationMs) * rotationMs);
  return { notBeforeMs: issuedMs - backdatedMs, notAfterMs: issuedMs + lifetimeMs };
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** When the scenario of a stuck certificate that runs now began. */
function scenarioStartMs(world: DemoWorld): number | undefined {
  const running = world.scenario();
  if (running !== "certificate-expiring" && running !== "certificate-expired") return undefined;
  const epochs = world.epochs();
  let startMs: number | undefined;
  for (const epoch of epochs)
    if (epoch.scenario !== running) startMs = undefined;
    else startMs ??= epoch.startMs;
  return startMs;
}
