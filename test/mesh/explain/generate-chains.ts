import type { Connection } from "@/lib/proxies/explain/find-chain";
import type { Draw } from "./draw";

type Json = Record<string, unknown>;

const v4 = ["10.0.0.1", "10.0.1.7", "10.1.0.1", "192.168.3.4", "127.0.0.1"];
const v6 = ["2001:db8::1", "2001:db8:0:1::7", "::1", "fe80::1"];
const ranges: readonly Json[] = [
  { address_prefix: "10.0.0.1", prefix_len: 32 },
  { address_prefix: "10.0.0.0", prefix_len: 24 },
  { address_prefix: "10.0.0.0", prefix_len: 16 },
  { address_prefix: "10.0.0.0", prefix_len: 8 },
  { address_prefix: "2001:db8::", prefix_len: 32 },
  { address_prefix: "2001:db8:0:1::", prefix_len: 64 },
  { address_prefix: "2001:db8::1", prefix_len: 128 },
];
const serverNames = ["shop.example.com", "*.example.com", "*.shop.example.com", "cart", "*.com", "Shop.org"];
const asked = [
  "",
  "shop.example.com",
  "SHOP.example.com",
  "a.shop.example.com",
  "b.example.com",
  "cart",
  "x.org",
  "shop.org",
];
const protocols = ["h2", "http/1.1", "istio", "istio-peer-exchange"];

function chainMatch(draw: Draw): Json {
  const unique = <T>(items: readonly T[]) => [...new Set(items)];
  return {
    ...(draw.chance(0.35) ? { destination_port: draw.one([80, 443, 9080]) } : {}),
    ...(draw.chance(0.4) ? { prefix_ranges: unique([draw.one(ranges), draw.one(ranges)]) } : {}),
    ...(draw.chance(0.35) ? { server_names: unique([draw.one(serverNames), draw.one(serverNames)]) } : {}),
    ...(draw.chance(0.35) ? { transport_protocol: draw.one(["tls", "raw_buffer"]) } : {}),
    ...(draw.chance(0.3)
      ? { application_protocols: unique([draw.one(protocols), draw.one(protocols)]) }
      : {}),
    ...(draw.chance(0.15) ? { source_type: draw.one(["SAME_IP_OR_LOOPBACK", "EXTERNAL"]) } : {}),
    ...(draw.chance(0.2) ? { source_prefix_ranges: [draw.one(ranges)] } : {}),
    ...(draw.chance(0.15) ? { source_ports: unique([draw.one([1000, 2000]), draw.one([1000, 3000])]) } : {}),
  };
}

/** Chains whose conditions all differ, since Envoy refuses two that are alike; `default_filter_chain` now and then. */
export function generateChains(draw: Draw): {
  readonly filter_chains: readonly Json[];
  readonly hasDefault: boolean;
} {
  const seen = new Set<string>();
  const chains = Array.from({ length: 2 + draw.below(7) }, () => chainMatch(draw)).flatMap((match) => {
    const cells = cellsOf(match);
    if (cells.some((cell) => seen.has(cell))) return [];
    cells.forEach((cell) => seen.add(cell));
    return [match];
  });
  return {
    filter_chains: chains.map((match, index) => ({ name: `f${index}`, filter_chain_match: match })),
    hasDefault: draw.chance(0.5),
  };
}

/** Every combination of values that a chain stands for. */
function cellsOf(match: Json): readonly string[] {
  const list = (key: string) => {
    const values = match[key];
    return Array.isArray(values) ? values.map((value) => JSON.stringify(value).toLowerCase()) : [""];
  };
  const single = (key: string) => [JSON.stringify(match[key] ?? "")];
  return [
    single("destination_port"),
    list("prefix_ranges"),
    list("server_names"),
    single("transport_protocol"),
    list("application_protocols"),
    single("source_type"),
    list("source_prefix_ranges"),
    list("source_ports"),
  ].reduce<readonly string[]>(
    (cells, values) => cells.flatMap((cell) => values.map((value) => `${cell}|${value}`)),
    [""],
  );
}

/** A connection of which everything is told. */
export function generateConnection(
  draw: Draw,
): Required<Pick<Connection, "destination" | "source" | "transport" | "serverName" | "applications">> {
  const addresses = draw.chance(0.7) ? v4 : v6;
  const isTls = draw.chance(0.6);
  return {
    destination: { ip: draw.one(addresses), port: draw.one([80, 443, 9080, 15_001]) },
    source: { ip: draw.one(addresses), port: draw.one([1000, 2000, 3000, 4000]) },
    transport: isTls ? "tls" : "raw_buffer",
    serverName: isTls ? draw.one(asked) : "",
    applications: isTls ? [...new Set(draw.some(protocols, 2))] : [],
  };
}
