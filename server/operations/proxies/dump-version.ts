import type { ProxySync } from "@/lib/controlplane/sync";
import { syncVersion } from "@/server/operations/controlplane/shared-sync";

/**
 * Stands for what the proxy has and has refused, for dumps of it; undefined while a push is under way, when nobody knows
 * what it has.
 */
export function dumpVersion(sync: ProxySync): string | undefined {
  const types = Object.entries(sync.types);
  if (types.some(([, { state }]) => state === "stale" || state === "not_sent")) return undefined;
  const acked = syncVersion(sync);
  if (acked === "") return undefined;
  const refused = types.flatMap(([type, { state, sentNonce }]) =>
    state === "error" ? [`${type}!${sentNonce}`] : [],
  );
  return [sync.replica, acked, ...refused].join(" ");
}
