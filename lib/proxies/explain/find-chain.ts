import {
  byRange,
  byServerName,
  readChain,
  type ChainConditions,
} from "@/lib/proxies/explain/filter-chain-match";
import { isLoopback, parseIp } from "@/lib/proxies/explain/ip-range";
import { itemsField, objectField } from "@/lib/proxies/proto-json";

/** A connection as its listener sees it. Undefined is "not told". */
export type Connection = {
  readonly destination: { readonly ip: string; readonly port: number };
  readonly source?: { readonly ip: string; readonly port: number };
  /** The peer of the socket, where something in front told another source; absent is the source itself. */
  readonly directSourceIp?: string;
  /** `tls` or `raw_buffer`. */
  readonly transport?: string;
  /** "" for a connection without a server name. */
  readonly serverName?: string;
  /** ALPN, the caller's order. */
  readonly applications?: readonly string[];
};

/** What a filter chain depends on, in the order in which Envoy looks. */
export type ChainFact =
  | "destination_ip"
  | "server_name"
  | "transport_protocol"
  | "application_protocols"
  | "direct_source"
  | "source_type"
  | "source_ip"
  | "source_port";

/**
 * The chain that takes a connection. `chains` has one entry, or all that are possible when facts are missing that
 * `dependsOn` names; `closed` means that no chain takes it and Envoy closes the connection.
 */
export type ChainSearch = {
  readonly chains: readonly (ChainConditions | "default" | "closed")[];
  readonly dependsOn: readonly ChainFact[];
};

type Level = {
  readonly fact: ChainFact;
  /** Whether any of the chains asks for it. */
  readonly asked: (chain: ChainConditions) => boolean;
  /** The chains that go on, each possibility one list; a single list when the fact is known. */
  readonly pick: (
    chains: readonly ChainConditions[],
    at: Connection,
  ) => readonly (readonly ChainConditions[])[];
};

/**
 * Finds the filter chain as Envoy does: level by level, the most specific value at each level wins, and there is no way
 * back. Source: Envoy's FilterChainManagerImpl::findFilterChain.
 */
export function findChain(listener: unknown, at: Connection): ChainSearch {
  const chains = itemsField(listener, "filter_chains").map(readChain);
  const otherwise = objectField(listener, "default_filter_chain") === undefined ? "closed" : "default";
  const onPort = chains.filter(({ port }) => port === at.destination.port);
  const start = onPort.length > 0 ? onPort : chains.filter(({ port }) => port === undefined);
  let sets: readonly (readonly ChainConditions[])[] = [start];
  const dependsOn: ChainFact[] = [];
  for (const { fact, asked, pick } of levels) {
    const next = sets.map((set) => (set.some(asked) ? pick(set, at) : [set]));
    if (next.some((possible) => possible.length > 1)) dependsOn.push(fact);
    sets = next.flat();
  }
  const found = new Set(sets.map(([first]) => first ?? otherwise));
  return { chains: [...found], dependsOn };
}

const levels: readonly Level[] = [
  {
    fact: "destination_ip",
    asked: ({ ranges }) => ranges.length > 0,
    pick: (chains, { destination }) => byRange(chains, "ranges", parseIp(destination.ip)),
  },
  {
    fact: "server_name",
    asked: ({ serverNames }) => serverNames.length > 0,
    pick: (chains, { serverName }) => {
      if (serverName !== undefined) return [byServerName(chains, serverName)];
      const names = new Set(chains.flatMap(({ serverNames }) => serverNames));
      return [
        ...[...names].map((name) => byServerName(chains, name.replace(/^\*/, "x"))),
        byServerName(chains, ""),
      ];
    },
  },
  {
    fact: "transport_protocol",
    asked: ({ transport }) => transport !== "",
    pick: (chains, { transport }) => {
      const of = (wanted: string) => {
        const exact = chains.filter((chain) => chain.transport === wanted);
        return exact.length > 0 ? exact : chains.filter((chain) => chain.transport === "");
      };
      return transport === undefined ? ["tls", "raw_buffer"].map(of) : [of(transport)];
    },
  },
  {
    fact: "application_protocols",
    asked: ({ applications }) => applications.length > 0,
    pick: (chains, { applications }) => {
      const of = (wanted: readonly string[]) => {
        const protocol = wanted.find((one) => chains.some((chain) => chain.applications.includes(one)));
        return chains.filter((chain) =>
          protocol === undefined ? chain.applications.length === 0 : chain.applications.includes(protocol),
        );
      };
      if (applications !== undefined) return [of(applications)];
      const all = new Set(chains.flatMap((chain) => chain.applications));
      return [...[...all].map((one) => of([one])), of([])];
    },
  },
  {
    fact: "direct_source",
    asked: ({ directSourceRanges }) => directSourceRanges.length > 0,
    pick: (chains, { directSourceIp, source }) =>
      pickRange(chains, "directSourceRanges", directSourceIp ?? source?.ip),
  },
  { fact: "source_type", asked: ({ sourceType }) => sourceType !== "ANY", pick: pickSourceType },
  {
    fact: "source_ip",
    asked: ({ sourceRanges }) => sourceRanges.length > 0,
    pick: (chains, { source }) => pickRange(chains, "sourceRanges", source?.ip),
  },
  {
    fact: "source_port",
    asked: ({ sourcePorts }) => sourcePorts.length > 0,
    pick: (chains, { source }) => {
      const of = (port: number) => {
        const exact = chains.filter(({ sourcePorts }) => sourcePorts.includes(port));
        return exact.length > 0 ? exact : chains.filter(({ sourcePorts }) => sourcePorts.length === 0);
      };
      if (source !== undefined) return [of(source.port)];
      return [...new Set([0, ...chains.flatMap(({ sourcePorts }) => sourcePorts)])].map(of);
    },
  },
];

function pickRange(
  chains: readonly ChainConditions[],
  key: "directSourceRanges" | "sourceRanges",
  ip: string | undefined,
): readonly (readonly ChainConditions[])[] {
  if (ip !== undefined) return byRange(chains, key, parseIp(ip));
  const inside = chains.flatMap((chain) => chain[key].flatMap(({ base }) => byRange(chains, key, base)));
  return [...inside, ...byRange(chains, key, undefined)];
}

function pickSourceType(
  chains: readonly ChainConditions[],
  { source, destination }: Connection,
): readonly (readonly ChainConditions[])[] {
  const of = (isLocal: boolean) => {
    const wanted = isLocal ? "SAME_IP_OR_LOOPBACK" : "EXTERNAL";
    const exact = chains.filter(({ sourceType }) => sourceType === wanted);
    return exact.length > 0 ? exact : chains.filter(({ sourceType }) => sourceType === "ANY");
  };
  const from = source === undefined ? undefined : parseIp(source.ip);
  if (from === undefined || source === undefined) return [of(true), of(false)];
  return [of(isLoopback(from) || source.ip === destination.ip)];
}
