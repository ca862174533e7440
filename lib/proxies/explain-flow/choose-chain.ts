import type { Because } from "@/lib/proxies/explain/answer";
import { findChain, type ChainFact } from "@/lib/proxies/explain/find-chain";
import { readChain, type ChainConditions } from "@/lib/proxies/explain/filter-chain-match";
import { matchChain } from "@/lib/proxies/explain-flow/chain-matcher";
import type { SeenConnection } from "@/lib/proxies/explain-flow/connection";
import { because } from "@/lib/proxies/explain-flow/way";
import { itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/** A chain that takes the connection; `closed` when none does. */
export type ChosenChain =
  | {
      readonly kind: "chain";
      readonly chain: unknown;
      readonly conditions: ChainConditions;
      readonly isDefault: boolean;
    }
  | { readonly kind: "closed" };

export type ChainChoice = {
  readonly chains: readonly ChosenChain[];
  /** What one would have to know to tell them apart. */
  readonly dependsOn: readonly Because[];
};

type Seen = SeenConnection["connection"];

/** An unknown address is tried in so many ranges; more would not make the answer clearer. */
const mostAddresses = 64;

/** The filter chain of a listener for a connection, or all that are possible. */
export function chooseChain(listener: unknown, seen: Seen): ChainChoice {
  const matcher = objectField(listener, "filter_chain_matcher");
  return matcher === undefined ? byConditions(listener, seen) : byMatcher(listener, matcher, seen);
}

function byMatcher(listener: unknown, matcher: unknown, seen: Seen): ChainChoice {
  const answer = matchChain(matcher, seen);
  const all = itemsField(listener, "filter_chains");
  if (answer.kind === "unknown") {
    return {
      chains: [...all.map((chain, index) => chosen(chain, index)), otherwise(listener)],
      dependsOn: [because("matcher_input", { input: answer.input.slice(answer.input.lastIndexOf(".") + 1) })],
    };
  }
  const index =
    answer.kind === "none" ? -1 : all.findIndex((chain) => textField(chain, "name") === answer.name);
  const chain = all[index];
  return { chains: [chain === undefined ? otherwise(listener) : chosen(chain, index)], dependsOn: [] };
}

function byConditions(listener: unknown, seen: Seen): ChainChoice {
  const addresses = seen.destination.ip === undefined ? possibleAddresses(listener) : [seen.destination.ip];
  const found = new Map<unknown, ChosenChain>();
  const facts = new Set<ChainFact>(addresses.length > 1 ? ["destination_ip"] : []);
  for (const ip of addresses) {
    const search = findChain(listener, { ...seen, destination: { ip, port: seen.destination.port } });
    for (const fact of search.dependsOn) facts.add(fact);
    for (const chain of search.chains) {
      if (typeof chain !== "object")
        found.set(chain, chain === "default" ? otherwise(listener) : { kind: "closed" });
      else found.set(chain.chain, { kind: "chain", chain: chain.chain, conditions: chain, isDefault: false });
    }
  }
  const chains = [...found.values()];
  return {
    chains,
    dependsOn: chains.length > 1 ? [...facts].map((fact) => because(`fact_${fact}`)) : [],
  };
}

/** One address of each range that a chain asks for, and one of none. */
function possibleAddresses(listener: unknown): readonly string[] {
  const bases = itemsField(listener, "filter_chains").flatMap((chain) =>
    itemsField(objectField(chain, "filter_chain_match"), "prefix_ranges").map(
      (range) => textField(range, "address_prefix") ?? "",
    ),
  );
  return ["", ...new Set(bases.filter((base) => base !== ""))].slice(0, mostAddresses);
}

function chosen(chain: unknown, index: number): ChosenChain {
  return { kind: "chain", chain, conditions: readChain(chain, index), isDefault: false };
}

function otherwise(listener: unknown): ChosenChain {
  const chain = objectField(listener, "default_filter_chain");
  return chain === undefined
    ? { kind: "closed" }
    : { kind: "chain", chain, conditions: readChain(chain, -1), isDefault: true };
}
