import type { Because } from "@/lib/proxies/explain/answer";
import type { TriedListener } from "@/lib/proxies/explain-flow/explanation";
import type { FlowDump, FlowListener } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { findGatewayListener } from "@/lib/proxies/explain-flow/gateway-listener";
import { isAny } from "@/lib/proxies/explain-flow/resolve-host";
import { because } from "@/lib/proxies/explain-flow/way";

/** A listener that takes the connection, or takes it where `dependsOn` holds. */
export type FoundListener = {
  readonly listener: FlowListener;
  readonly says: Because;
  readonly tried: readonly TriedListener[];
  readonly notes: readonly Because[];
  readonly dependsOn: readonly Because[];
  /** Destination port as the listener sees it. */
  readonly port: number;
};

export type ListenerSearch = {
  readonly found: readonly FoundListener[];
  /** What happens in the other cases: nobody takes the connection, or it can't be told who. */
  readonly otherwise?: { readonly kind: "none" | "unknown"; readonly because: Because };
};

/** The listener that takes a connection to `ip` (undefined for an unknown address). Source: Envoy's ConnectionHandlerImpl. */
export function findListener(
  dump: FlowDump,
  facts: FlowFacts,
  request: FlowRequest,
  ip: string | undefined,
): ListenerSearch {
  switch (request.direction) {
    case "outbound":
      return findOutbound(dump, request.port, ip);
    case "inbound":
      return findInbound(dump, request.port, ip);
    case "gateway":
      return findGatewayListener(dump, facts, request.port, ip);
  }
}

function findOutbound(dump: FlowDump, port: number, ip: string | undefined): ListenerSearch {
  const capture = dump
    .listeners()
    .find(
      (one) =>
        one.name === "virtualOutbound" || (one.usesOriginalDestination && one.direction === "OUTBOUND"),
    );
  const notes =
    capture === undefined ? [because("not_captured")] : [because("captured", { listener: capture.name })];
  if (ip === undefined) return findWithoutAddress(dump, port, capture, notes);
  const tried: TriedListener[] = [];
  for (const address of lookedUp(ip, port)) {
    const listener = dump.listenerAt(address);
    if (listener !== undefined && listener !== capture && (capture !== undefined || listener.isBound)) {
      const code = isAny(address) ? "listener_any" : "listener_address";
      return {
        found: [taken(listener, because(code, { address, name: listener.name }), port, tried, notes)],
      };
    }
    tried.push({ name: address, because: because("no_listener_at", { address }) });
  }
  return capture === undefined
    ? { found: [], otherwise: { kind: "unknown", because: because("not_captured") } }
    : { found: [taken(capture, because("listener_capture", { name: capture.name }), port, tried, notes)] };
}

/** Without an address only a listener that has one of its own is open; that of the whole port is told. */
function findWithoutAddress(
  dump: FlowDump,
  port: number,
  capture: FlowListener | undefined,
  notes: readonly Because[],
): ListenerSearch {
  const whole = [`0.0.0.0:${port}`, `[::]:${port}`].map(dump.listenerAt).find((one) => one !== undefined);
  const special = dump
    .listeners()
    .filter(({ addresses }) => addresses.some((one) => one.endsWith(`:${port}`) && !isAny(one)));
  const listener = whole ?? capture;
  if (listener === undefined)
    return { found: [], otherwise: { kind: "unknown", because: because("not_captured") } };
  const says =
    whole === undefined
      ? because("listener_capture", { name: listener.name })
      : because("listener_any", { address: whole.addresses[0] ?? "", name: whole.name });
  const found = taken(listener, says, port, [], notes);
  if (special.length === 0) return { found: [found] };
  const open = because("address_own_listener", {
    port: `${port}`,
    count: `${special.length}`,
    names: special
      .slice(0, 5)
      .map(({ name }) => name)
      .join(", "),
  });
  const tried = special
    .slice(0, 20)
    .map((one) => ({ name: one.name, resource: one.link, because: because("listener_if_address") }));
  return {
    found: [{ ...found, tried, dependsOn: [open] }],
    otherwise: { kind: "unknown", because: open },
  };
}

/** Envoy looks for the exact address, then for that of all interfaces; IPv4 finds an IPv6 socket that takes both. */
function lookedUp(ip: string, port: number): readonly string[] {
  return ip.includes(":")
    ? [`[${ip}]:${port}`, `[::]:${port}`]
    : [`${ip}:${port}`, `0.0.0.0:${port}`, `[::]:${port}`];
}

function findInbound(dump: FlowDump, port: number, ip: string | undefined): ListenerSearch {
  const listeners = dump.listeners();
  const capture = listeners.find(
    (one) =>
      one.name === "virtualInbound" ||
      (one.direction === "INBOUND" && one.addresses.some((address) => address.endsWith(":15006"))),
  );
  if (capture !== undefined) {
    return { found: [taken(capture, because("listener_inbound", { name: capture.name }), port, [], [])] };
  }
  const internal = dump.listenerNamed("main_internal");
  if (internal !== undefined) {
    const outer = dump.listenerNamed("connect_terminate");
    const tried: readonly TriedListener[] =
      outer === undefined
        ? []
        : [{ name: outer.name, resource: outer.link, because: because("listener_hbone") }];
    return {
      found: [taken(internal, because("listener_internal", { name: internal.name }), port, tried, [])],
    };
  }
  const bound = lookedUp(ip ?? "0.0.0.0", port)
    .map(dump.listenerAt)
    .find((one) => one?.isBound);
  if (bound !== undefined) {
    const says = because("listener_bound", { address: bound.addresses[0] ?? "", name: bound.name });
    return { found: [taken(bound, says, port, [], [])] };
  }
  return {
    found: [],
    otherwise: { kind: "none", because: because("no_inbound_listener", { port: `${port}` }) },
  };
}

export function taken(
  listener: FlowListener,
  says: Because,
  port: number,
  tried: readonly TriedListener[],
  notes: readonly Because[],
): FoundListener {
  return { listener, says, port, tried, notes, dependsOn: [] };
}
