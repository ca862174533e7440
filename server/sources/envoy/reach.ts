import type { Duplex } from "node:stream";
import { messageOf, SourceError, type FaultReason } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { ProxyAddress } from "@/server/ports";
import { unwrapDialError } from "../dial-error";
import { createRequester, type Clock, type Requester } from "../request";

export type EnvoyAccess =
  /** `url` may hold {podIP}, {namespace} and {pod}; without a port in it, `port` is added. */
  | {
      readonly kind: "direct";
      readonly url: string;
      readonly port?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "portForward"; readonly port?: number };

export type EnvoyOptions = {
  readonly cluster: string;
  readonly access: EnvoyAccess;
  readonly dial?: (pod: { namespace: string; name: string }, port: number) => Promise<Duplex>;
  readonly clock?: Clock;
  /** Largest dump that is read. */
  readonly maxDumpBytes?: number;
  /** A page or dump of one proxy is fetched at most once in this time: Envoy stops working while it answers. */
  readonly minIntervalMs?: number;
};

const adminPort = 15_000;
const maxRequesters = 4_000;

const hints = {
  portForward: phrase("grant_envoy_port_forward"),
  direct: phrase("envoy_admin_is_local"),
};

/** `url` with the proxy's facts filled in. */
export function adminUrl(template: string, proxy: ProxyAddress, port: number | undefined): string {
  const host = proxy.podIp.includes(":") ? `[${proxy.podIp}]` : proxy.podIp;
  const filled = template
    .replaceAll("{podIP}", host)
    .replaceAll("{namespace}", encodeURIComponent(proxy.namespace))
    .replaceAll("{pod}", encodeURIComponent(proxy.pod));
  const url = new URL(filled);
  if (port !== undefined && url.port === "") url.port = String(port);
  return url.toString();
}

/** Nothing came back, so that the way there is in question. */
const unanswered: ReadonlySet<FaultReason> = new Set(["refused", "timeout", "reset", "circuit_open"]);

/** One requester per proxy, so that one dead proxy opens its own circuit only. */
export function createReach(options: EnvoyOptions): (proxy: ProxyAddress) => Requester {
  const { access, cluster, dial, clock } = options;
  const known = new Map<string, Requester>();
  const common = { source: "envoy" as const, cluster, ...(clock === undefined ? {} : { clock }) };
  return (proxy) => {
    const key = `${proxy.namespace}/${proxy.pod}/${proxy.podIp}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const oldest = known.keys().next().value;
    if (known.size >= maxRequesters && oldest !== undefined) known.delete(oldest);
    const requester =
      access.kind === "direct"
        ? createRequester({
            ...common,
            baseUrl: adminUrl(access.url, proxy, access.port),
            ...(access.headers === undefined ? {} : { headers: access.headers }),
          })
        : createRequester({
            ...common,
            baseUrl: `http://127.0.0.1:${access.port ?? adminPort}`,
            dial: () => {
              if (dial !== undefined)
                return dial({ namespace: proxy.namespace, name: proxy.pod }, access.port ?? adminPort);
              const message = "port-forward needs the Kubernetes source";
              return Promise.reject(
                new SourceError(message, { source: "envoy", cluster, reason: "not_configured" }),
              );
            },
          });
    known.set(key, requester);
    return requester;
  };
}

/** `error` with the cause beneath a broken port-forward, and with the setting to look at when nothing answered. */
export function shownError(error: unknown, { cluster, access }: EnvoyOptions): unknown {
  const shown = unwrapDialError(error, { source: "envoy", cluster, forbiddenHint: hints.portForward });
  if (
    !(shown instanceof SourceError) ||
    (shown.hint !== undefined && shown.reason !== "refused" && shown.reason !== "circuit_open")
  )
    return shown;
  if (!unanswered.has(shown.reason)) return shown;
  return new SourceError(messageOf(shown), {
    source: "envoy",
    cluster,
    reason: shown.reason,
    hint: hints[access.kind],
    cause: shown.cause,
  });
}
