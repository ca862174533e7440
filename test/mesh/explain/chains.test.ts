import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChain } from "@/lib/proxies/explain/find-chain";
import { connectTo } from "./connect";
import { drawFrom } from "./draw";
import { envoyBinary, startListeners, type RunningEnvoy } from "./envoy-process";
import { generateChains, generateConnection } from "./generate-chains";

const binary = envoyBinary();
const seed = Number(process.env["HEDDLE_FUZZ_SEED"] ?? 20_260_601);
const listenerCount = 150;
const connectionsEach = 40;
const typeUrl = "type.googleapis.com/envoy.extensions";

const answering = (name: string) => [
  {
    name: "answer",
    typed_config: {
      "@type": `${typeUrl}.filters.network.direct_response.v3.Config`,
      response: { inline_string: name },
    },
  },
];
const listenerFilters = [
  ["proxy_protocol", "ProxyProtocol"],
  ["tls_inspector", "TlsInspector"],
].map(([name = "", type = ""]) => ({
  name: `envoy.filters.listener.${name}`,
  typed_config: { "@type": `${typeUrl}.filters.listener.${name}.v3.${type}` },
}));

describe.skipIf(binary === undefined)("the filter chain of a connection", () => {
  const listeners = Array.from({ length: listenerCount }, (_, index) => {
    const { filter_chains, hasDefault } = generateChains(drawFrom(seed + index));
    return {
      listener_filters: listenerFilters,
      filter_chains: filter_chains.map((chain, at) => ({ ...chain, filters: answering(`f${at}`) })),
      ...(hasDefault ? { default_filter_chain: { name: "default", filters: answering("default") } } : {}),
    };
  });
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    envoy = await startListeners(binary ?? "", listeners);
  });
  afterAll(async () => {
    await envoy?.stop();
  });

  it(`is the one that a real Envoy takes, on ${listenerCount * connectionsEach} connections`, async () => {
    const differences: string[] = [];
    let unknowns = 0;
    const chosen = { chain: 0, default: 0, closed: 0 };
    for (const [index, listener] of listeners.entries()) {
      const draw = drawFrom(seed * 17 + index);
      const told = Array.from({ length: connectionsEach }, () => generateConnection(draw));
      const seen = await Promise.all(told.map((one) => connectTo(envoy.socket(index), one)));
      told.forEach((one, at) => {
        const { chains, dependsOn } = findChain(listener, one);
        const names = chains.map((chain) => (typeof chain === "string" ? chain : chain.name));
        const observed = seen[at] ?? "";
        chosen[observed === "closed" || observed === "default" ? observed : "chain"] += 1;
        if (names.length > 1) unknowns += 1;
        if (names.includes(observed)) return;
        differences.push(
          `seed ${seed} listener ${index}: ${JSON.stringify(one)}: predicted ${names.join(" or ")} (${dependsOn.join()}), Envoy took ${observed}`,
        );
      });
    }
    expect(differences.slice(0, 20)).toEqual([]);
    expect(unknowns / (listenerCount * connectionsEach)).toBeLessThan(0.01);
    expect(Math.min(chosen.chain, chosen.default, chosen.closed)).toBeGreaterThan(listenerCount * 4);
  }, 240_000);
});
