import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareWhole } from "../compare-whole";
import { drawFrom } from "../draw";
import { envoyBinary, startManagers, type RunningEnvoy } from "../envoy-process";
import { askWide } from "./ask-wide";
import { makeCertificates, tlsSocket } from "./certificates";
import type { Kind } from "./kind";
import { actionKinds } from "./kinds-actions";
import { conditionKinds } from "./kinds-conditions";
import { filterKinds } from "./kinds-filters";
import { pathKindsAll } from "./kinds-paths";
import { peerOf } from "./peer-of";

const binary = envoyBinary();
const seed = Number(process.env["HEDDLE_FUZZ_SEED"] ?? 20_260_601);
const only = process.env["HEDDLE_FUZZ_KIND"];
const managersEach = Number(process.env["HEDDLE_FUZZ_TABLES"] ?? 2);
const requestsEach = 25;
const certificates = binary === undefined ? undefined : makeCertificates();
const kinds = [...pathKindsAll, ...conditionKinds, ...actionKinds, ...filterKinds].filter(
  ({ name, takesTls }) =>
    (only === undefined || name.includes(only)) && (takesTls !== true || certificates !== undefined),
);

const proxyProtocol = {
  name: "envoy.filters.listener.proxy_protocol",
  typed_config: {
    "@type": "type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol",
  },
};

/** What the listener of a kind has beside its connection manager. */
function listenerOf({ takesTls, takesAddresses }: Kind): {
  readonly listener: object;
  readonly chain: object;
} {
  return {
    listener: takesAddresses === true ? { listener_filters: [proxyProtocol] } : {},
    chain:
      takesTls === true && certificates !== undefined ? { transport_socket: tlsSocket(certificates) } : {},
  };
}

describe.skipIf(binary === undefined)("each subject of Envoy's rules", () => {
  const drawn = kinds.flatMap((kind, at) =>
    Array.from({ length: managersEach }, (_, index) => ({
      kind,
      manager: kind.manager(drawFrom(seed * 7 + at * 1009 + index)),
      draw: drawFrom(seed * 43 + at * 1013 + index),
    })),
  );
  let envoy: RunningEnvoy;

  beforeAll(async () => {
    envoy = await startManagers(
      binary ?? "",
      drawn.map(({ manager }) => manager),
      drawn.map(({ kind }) => listenerOf(kind)),
    );
  });
  afterAll(async () => {
    await envoy?.stop();
  });

  it("is told as a real Envoy does it", async () => {
    const counts = new Map<string, { cases: number; unknown: number; differ: number }>();
    const differences: string[] = [];
    for (const [index, { kind, manager, draw }] of drawn.entries()) {
      const count = counts.get(kind.name) ?? { cases: 0, unknown: 0, differ: 0 };
      counts.set(kind.name, count);
      const requests = Array.from({ length: requestsEach }, () => kind.request(draw));
      const seen = await Promise.allSettled(
        requests.map((one) => askWide(envoy.socket(index), one, kind.takesAddresses === true, certificates)),
      );
      requests.forEach((one, at) => {
        const observed = seen[at];
        count.cases += 1;
        const result =
          observed?.status === "fulfilled"
            ? compareWhole(manager, one.asked, observed.value, peerOf(one, kind))
            : { difference: `no answer: ${String(observed?.reason)}` };
        if (result === "unknown") count.unknown += 1;
        if (typeof result === "string") return;
        count.differ += 1;
        differences.push(
          `${kind.name}, seed ${seed}: ${result.difference}\n  ${JSON.stringify(one)}\n  ${JSON.stringify(manager)}`,
        );
      });
    }
    const lines = [...counts].map(
      ([name, { cases, unknown, differ }]) =>
        `${name}: ${cases} cases, ${unknown} “don't know”, ${differ} differ`,
    );
    process.stdout.write(`${[...lines, ...differences].join("\n")}\n`);
    const all = [...counts.values()];
    const total = all.reduce((sum, { cases }) => sum + cases, 0);
    expect(differences.length).toBe(0);
    expect(all.reduce((sum, { unknown }) => sum + unknown, 0) / total).toBeLessThan(0.01);
  }, 600_000);
});
