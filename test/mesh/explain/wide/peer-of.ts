import type { PeerFacts } from "@/lib/proxies/explain/peer";
import type { Kind, WideRequest } from "./kind";

/** What is known of the connection that a request came on. */
export function peerOf({ told, way = "plain" }: WideRequest, { takesAddresses }: Kind): PeerFacts {
  const isTls = way === "tls" || way === "trusted" || way === "stranger";
  const certificate =
    way === "trusted" || way === "stranger" ? { uris: [], dnsNames: [], subject: `CN=${way}` } : null;
  const base = { isTls, serverName: "", certificate, filterState: {} };
  if (takesAddresses !== true || told === undefined) return { ...base, directSourceIp: null };
  return {
    ...base,
    directSourceIp: told.source,
    socketIp: null,
    directSourcePort: 1234,
    destination: { ip: told.destination, port: told.port },
  };
}
