import { isInRange, parseRange, type IpAddress, type IpRange } from "@/lib/proxies/explain/ip-range";
import { lower } from "@/lib/proxies/explain/string-match";
import { itemsField, numberField, objectField, textField, textsField } from "@/lib/proxies/proto-json";

/** The conditions of one filter chain, read once. Empty lists and absent values ask for nothing. */
export type ChainConditions = {
  readonly index: number;
  readonly name: string;
  readonly chain: unknown;
  readonly port: number | undefined;
  readonly ranges: readonly IpRange[];
  readonly serverNames: readonly string[];
  readonly transport: string;
  readonly applications: readonly string[];
  readonly directSourceRanges: readonly IpRange[];
  readonly sourceType: "ANY" | "SAME_IP_OR_LOOPBACK" | "EXTERNAL";
  readonly sourceRanges: readonly IpRange[];
  readonly sourcePorts: readonly number[];
};

/** Reads a FilterChain of a listener (protobuf JSON). */
export function readChain(chain: unknown, index: number): ChainConditions {
  const match = objectField(chain, "filter_chain_match");
  const sourceType = textField(match, "source_type");
  return {
    index,
    name: textField(chain, "name") ?? "",
    chain,
    port: numberField(match, "destination_port"),
    ranges: rangesOf(match, "prefix_ranges"),
    serverNames: textsField(match, "server_names").map(lower),
    transport: textField(match, "transport_protocol") ?? "",
    applications: textsField(match, "application_protocols"),
    directSourceRanges: rangesOf(match, "direct_source_prefix_ranges"),
    sourceType: sourceType === "EXTERNAL" || sourceType === "SAME_IP_OR_LOOPBACK" ? sourceType : "ANY",
    sourceRanges: rangesOf(match, "source_prefix_ranges"),
    sourcePorts: itemsField(match, "source_ports").filter((port): port is number => typeof port === "number"),
  };
}

function rangesOf(match: unknown, key: string): readonly IpRange[] {
  return itemsField(match, key).flatMap(
    (range) =>
      parseRange(textField(range, "address_prefix") ?? "", numberField(range, "prefix_len") ?? 0) ?? [],
  );
}

/**
 * The chains whose most specific range holds the address. A chain without ranges stands behind every range; beside one
 * with a range of length 0 Envoy takes either of the two, and nobody can tell which: both sets come back then.
 */
export function byRange(
  chains: readonly ChainConditions[],
  key: "ranges" | "directSourceRanges" | "sourceRanges",
  address: IpAddress | undefined,
): readonly (readonly ChainConditions[])[] {
  const lengthOf = (chain: ChainConditions) =>
    Math.max(
      -1,
      ...chain[key].flatMap((range) =>
        address !== undefined && isInRange(address, range) ? [range.length] : [],
      ),
    );
  const longest = Math.max(-1, ...chains.map(lengthOf));
  const inRange = longest < 0 ? [] : chains.filter((chain) => lengthOf(chain) === longest);
  const open = chains.filter((chain) => chain[key].length === 0);
  if (longest > 0) return [inRange];
  if (longest === 0 && open.length > 0) return [inRange, open];
  return [longest === 0 ? inRange : open];
}

/** The chains for a server name: it itself, then the longest `*.suffix`, then those that ask for none. */
export function byServerName(chains: readonly ChainConditions[], sni: string): readonly ChainConditions[] {
  let wanted = lower(sni);
  const withName = (name: string) => chains.filter(({ serverNames }) => serverNames.includes(name));
  if (wanted !== "") {
    const exact = withName(wanted);
    if (exact.length > 0) return exact;
    for (let dot = wanted.indexOf(".", 1); dot >= 0; dot = wanted.indexOf(".", 1)) {
      wanted = wanted.slice(dot);
      const suffix = withName(`*${wanted}`);
      if (suffix.length > 0) return suffix;
    }
  }
  return chains.filter(({ serverNames }) => serverNames.length === 0);
}
