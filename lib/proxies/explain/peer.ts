/** What is known of the connection that brought a request. Undefined is "not told". */
export type PeerFacts = {
  /** The other end of the connection, as a PROXY line named it; null for one without an address, a pipe. */
  readonly directSourceIp?: string | null;
  /** The other end of the socket where a PROXY line has named another source; absent is the source itself. */
  readonly socketIp?: string | null;
  /** A PROXY line has named the source, and nobody told who sent it. */
  readonly hasProxyLine?: boolean;
  readonly directSourcePort?: number;
  readonly destination?: { readonly ip: string; readonly port: number };
  readonly isTls?: boolean;
  /** The server name of the TLS hello; "" for none. */
  readonly serverName?: string;
  /** The caller's certificate; null where it showed none. */
  readonly certificate?: PeerCertificate | null;
  /** Filter state by key, as text. Absent is "not told". */
  readonly filterState?: Readonly<Record<string, string>>;
};

export type PeerCertificate = {
  /** `spiffe://cluster.local/ns/shop/sa/cart` and other URI names. */
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  readonly subject: string;
};

/** Who really is at the other end of the socket. Source: Envoy's directRemoteAddress. */
export function socketIpOf(peer: PeerFacts): string | null | undefined {
  const { socketIp, hasProxyLine, directSourceIp } = peer;
  return socketIp === undefined && hasProxyLine !== true ? directSourceIp : socketIp;
}
