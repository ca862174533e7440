import type { Snapshot } from "@/lib/proxies/snapshot";
import type { ProxyInput } from "@/server/operations/proxies/target";
import type { OperationContext } from "@/server/ports";

/** Keeps what the proxy (or istiod, by `view`) says of the configuration now. */
export async function keepProxy(
  _ctx: OperationContext,
  _input: ProxyInput & { readonly note: string },
): Promise<Snapshot> {
  throw new Error("not there yet");
}
