import type { Because } from "@/lib/proxies/explain/answer";
import type { Connection } from "@/lib/proxies/explain/find-chain";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { FlowListener } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { because } from "@/lib/proxies/explain-flow/way";
import { itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** A connection as a listener sees it after its listener filters, if `dependsOn` holds. */
export type SeenConnection = {
  readonly dependsOn: readonly Because[];
  /** Whether the caller's bytes are TLS, seen or not. */
  readonly isEncrypted: boolean;
  readonly connection: Omit<Connection, "destination"> & {
    readonly destination: { readonly ip: string | undefined; readonly port: number };
  };
  readonly inspectors: readonly Because[];
};

/** What Istio's sidecars offer to each other. Source: Istio's ALPN filter and its cluster builder. */
const meshHttp1 = ["istio-http/1.1", "istio", "http/1.1"];
const meshHttp2 = ["istio-h2", "istio", "h2"];
const meshTcp = ["istio-peer-exchange", "istio"];
/** What nearly every client offers; a chain that tells the two apart is rare, one that wants the mesh's own is not. */
const plainTls = ["h2", "http/1.1"];

/** Whether the caller's bytes are TLS; undefined when nobody said whether the caller is in the mesh. */
function isEncrypted({ direction, scheme, caller, applications }: FlowRequest): boolean | undefined {
  if (scheme === "https") return true;
  if (direction !== "inbound") return false;
  if (applications !== undefined && applications.length > 0) return true;
  return caller.principal === undefined ? undefined : caller.principal !== "";
}

/**
 * What the listener filters find out of a connection: without an inspector Envoy knows neither server name nor protocol,
 * and takes any bytes for plain ones. A caller of whom nobody said whether it is in the mesh is taken both ways.
 */
export function seenConnections(
  listener: FlowListener,
  request: FlowRequest,
  to: { readonly ip: string | undefined; readonly port: number },
): readonly SeenConnection[] {
  // What comes to an internal listener has left its tunnel: the tunnel's own encryption is behind it.
  const encrypted = listener.isInternal ? request.scheme === "https" : isEncrypted(request);
  if (encrypted !== undefined) return [seenConnection(listener, request, to, encrypted, [])];
  return [
    seenConnection(listener, request, to, true, [because("caller_in_mesh")]),
    seenConnection(listener, request, to, false, [because("caller_plain")]),
  ];
}

function seenConnection(
  listener: FlowListener,
  request: FlowRequest,
  to: { readonly ip: string | undefined; readonly port: number },
  encrypted: boolean,
  dependsOn: readonly Because[],
): SeenConnection {
  const filters = itemsField(listener.proto, "listener_filters").map(
    (filter) => textField(filter, "name") ?? "",
  );
  const has = (part: string) => filters.some((name) => name.includes(part));
  const isTls = has("tls_inspector") && encrypted;
  const source = request.caller.ip;
  return {
    dependsOn,
    isEncrypted: encrypted,
    connection: {
      destination: to,
      ...(source === undefined ? {} : { source: { ip: source, port: 0 } }),
      transport: isTls ? "tls" : "raw_buffer",
      ...serverNameOf(request, isTls),
      ...applicationsOf(request, isTls, has("http_inspector")),
    },
    inspectors: inspectorsOf(listener, filters),
  };
}

function serverNameOf(request: FlowRequest, isTls: boolean): { serverName?: string } {
  if (!isTls) return { serverName: "" };
  if (request.sni !== undefined) return { serverName: request.sni };
  return request.scheme === "https" ? { serverName: hostName(request.host) } : {};
}

/** An address is no server name. */
function hostName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? "" : host;
}

function applicationsOf(
  request: FlowRequest,
  isTls: boolean,
  inspectsHttp: boolean,
): { readonly applications: readonly string[] } {
  if (isTls) {
    if (request.applications !== undefined) return { applications: request.applications };
    if (request.scheme === "https") return { applications: plainTls };
    if (request.scheme === "tcp") return { applications: meshTcp };
    return { applications: isHttp2(request) ? meshHttp2 : meshHttp1 };
  }
  if (!inspectsHttp || request.scheme !== "http") return { applications: [] };
  return { applications: [isHttp2(request) ? "h2c" : "http/1.1"] };
}

function isHttp2({ headers }: FlowRequest): boolean {
  return headers.some(({ name, value }) => name === "content-type" && value.startsWith("application/grpc"));
}

function inspectorsOf(listener: FlowListener, filters: readonly string[]): readonly Because[] {
  return filters.map((name, index) => {
    const filter = itemsField(listener.proto, "listener_filters")[index];
    if (objectField(filter, "filter_disabled") !== undefined) return because("inspector_disabled", { name });
    if (name.includes("tls_inspector")) return because("inspector_tls");
    if (name.includes("http_inspector")) return because("inspector_http");
    if (name.includes("original_dst")) return because("inspector_original_dst");
    if (name.includes("proxy_protocol")) return because("inspector_proxy_protocol");
    return because("inspector_other", { name });
  });
}

/** What filters may know of the caller on a chain: its certificate only where the chain ends TLS. */
export function peerOf(
  request: FlowRequest,
  to: { readonly ip: string | undefined; readonly port: number },
  chain: {
    readonly isTls: boolean;
    readonly endsTls: boolean;
    readonly serverName?: string | undefined;
    /** The listener is inside of a tunnel, whose end has put the caller's name aside. */
    readonly isTunnelled?: boolean;
    /** A PROXY line names the caller; who holds the other end of the socket is another matter. */
    readonly hasProxyLine?: boolean;
  },
): PeerFacts {
  const { ip, principal } = request.caller;
  return {
    ...(ip === undefined ? {} : { directSourceIp: ip }),
    ...(to.ip === undefined ? {} : { destination: { ip: to.ip, port: to.port } }),
    isTls: chain.isTls && chain.endsTls,
    ...(chain.hasProxyLine === true ? { hasProxyLine: true } : {}),
    ...(chain.serverName === undefined ? {} : { serverName: chain.serverName }),
    ...(chain.isTunnelled === true ? tunnelled(principal) : certificateOf(chain, principal)),
  };
}

/** Source: Istio's waypoints, which keep the peer of the HBONE tunnel in filter state. */
function tunnelled(principal: string | undefined): Pick<PeerFacts, "filterState"> {
  return principal === undefined ? {} : { filterState: { "io.istio.peer_principal": principal } };
}

function certificateOf(
  chain: { readonly isTls: boolean; readonly endsTls: boolean },
  principal: string | undefined,
): Pick<PeerFacts, "certificate"> {
  if (!chain.isTls || !chain.endsTls) return { certificate: null };
  if (principal === undefined) return {};
  if (principal === "") return { certificate: null };
  return { certificate: { uris: [principal], dnsNames: [], subject: "" } };
}
