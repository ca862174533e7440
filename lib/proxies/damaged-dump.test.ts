import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrapFromValue } from "./bootstrap";
import { readEntries } from "./dump/read-entries";
import { damaged, numbersFrom } from "./damage-fixture";
import { scanDumpBytes } from "./dump/scan-bytes";
import { endpointHealth } from "./endpoint";
import { endpointRowsFromEntry } from "./endpoint-rows";
import { breakerExtras, clusterFacts, outlierExtras } from "./facts/cluster";
import { filterFacts } from "./facts/filter";
import { clusterSockets } from "./facts/tls";
import { linksFromEntry } from "./links";
import { listenerDetail, listenerVersions } from "./listener-detail";
import { chainMatchWords, destinationWords } from "./listener-words";
import { field, itemsField } from "./proto-json";
import { referencesOf } from "./references";
import { routeTableDetail } from "./route-detail";
import { conditionWords } from "./route-match";
import { actionWords, routeRowsFromEntry } from "./route-rows";
import { secretFromEntry } from "./secret";
import {
  clusterRowFromEntry,
  ecdsRowFromEntry,
  listenerRowsFromEntry,
  scopedRouteRowsFromEntry,
} from "./section-rows";
import type { DumpEntry, DumpSection } from "./dump/entry";

const captures = "../shared/meshbed/captures/envoy";
const acceptance = "../shared/acceptance/envoy";

/** Everything that the table and the panel of a resource ask for. */
const readings: Readonly<Partial<Record<DumpSection, (entry: DumpEntry, value: unknown) => unknown>>> = {
  listeners: (entry, value) => [
    listenerRowsFromEntry(entry, value),
    linksFromEntry(entry, value),
    listenerVersions(value).map(({ proto }) => {
      const detail = listenerDetail(proto);
      return Array.from({ length: detail.chainCount }, (_, at) => {
        const chain = detail.chainAt(at);
        if (chain === undefined) return undefined;
        return [chain, chainMatchWords(chain.chain.match), destinationWords(chain.chain.destination)];
      });
    }),
  ],
  routes: (entry, value) => [
    routeRowsFromEntry(entry, value),
    linksFromEntry(entry, value),
    routeTableDetail(value).virtualHosts.map((host) =>
      Array.from({ length: host.routeCount }, (_, at) => {
        const detail = host.routeAt(at);
        return detail === undefined
          ? undefined
          : [detail, conditionWords(detail.route.match), actionWords(detail.route)];
      }),
    ),
  ],
  clusters: (entry, value) => {
    const proto = field(value, "cluster");
    const thresholds = itemsField(field(proto, "circuit_breakers"), "thresholds");
    return [
      clusterRowFromEntry(entry, value),
      linksFromEntry(entry, value),
      clusterFacts(proto),
      clusterSockets(proto),
      outlierExtras(proto),
      thresholds.map(breakerExtras),
    ];
  },
  endpoints: (entry, value) => endpointRowsFromEntry(entry, value).map((row) => [row, endpointHealth(row)]),
  secrets: secretFromEntry,
  ecds: (entry, value) => [ecdsRowFromEntry(entry, value), filterFacts(field(value, "ecds_filter"))],
  scoped_routes: scopedRouteRowsFromEntry,
  bootstrap: (_entry, value) => bootstrapFromValue(field(value, "bootstrap") ?? value),
};

function readAll(bytes: Uint8Array) {
  const dump = scanDumpBytes(bytes, 4096);
  const read = Object.entries(readings).flatMap(([section, reading]) =>
    [...readEntries(dump.bytes, dump.entries, section as DumpSection)].map(({ entry, value }) => ({
      entry,
      // What cannot be sent to a page would fail there.
      rows: JSON.parse(JSON.stringify(reading(entry, value) ?? null)) as unknown,
    })),
  );
  const empty = { links: { listeners: [], routes: [], clusters: [] }, idOf: () => undefined };
  for (const { entry } of read) if (entry.section === "clusters") referencesOf(empty, "clusters", entry);
  return { dump, read };
}

const files = [
  `${captures}/productpage-v1/config_dump.json`,
  `${acceptance}/waypoint.json`,
  `${acceptance}/routes-gateway.json`,
  `${acceptance}/secrets-istio.json`,
  `${acceptance}/ecds.json`,
].filter((path) => existsSync(path));

type Config = Readonly<Record<string, unknown>>;

/** Of each list of resources a few, so that a run is quick and no kind is missing. */
function sample(configs: readonly Config[], next: () => number): readonly Config[] {
  return configs.map((config) =>
    Object.fromEntries(
      Object.entries(config).map(([key, member]) => [
        key,
        Array.isArray(member) && member.length > 3
          ? [0, 1, 2].map(() => member[Math.floor(next() * member.length)] as unknown)
          : member,
      ]),
    ),
  );
}

/** Number of resources in the lists of a dump. */
function resourceCount(configs: readonly Config[]): number {
  return configs.reduce(
    (sum, config) =>
      sum +
      Object.values(config).reduce<number>(
        (count, member) =>
          count +
          (Array.isArray(member)
            ? member.filter((item) => typeof item === "object" && item !== null && !Array.isArray(item))
                .length
            : typeof member === "object" && member !== null
              ? 1
              : 0),
        0,
      ),
    0,
  );
}

describe.skipIf(files.length === 0)("a dump whose values are not what they should be", () => {
  const sources = files.map(
    (path) => (JSON.parse(readFileSync(path, "utf8")) as { configs: readonly Config[] }).configs,
  );

  it("is read without a fault, and every resource of it is there", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(...sources),
        fc.constantFrom(0.002, 0.02, 0.15),
        (seed, source, rate) => {
          const next = numbersFrom(seed);
          const configs = sample(source, next).map((config) =>
            Object.fromEntries(
              Object.entries(config).map(([key, member]) => [
                key,
                Array.isArray(member)
                  ? member.map((item) => {
                      const made = damaged(item, next, rate);
                      return typeof made === "object" && made !== null && !Array.isArray(made) ? made : {};
                    })
                  : member,
              ]),
            ),
          );
          const { dump } = readAll(new TextEncoder().encode(JSON.stringify({ configs })));
          expect(dump.end).toBe("complete");
          expect(dump.entries).toHaveLength(resourceCount(configs));
        },
      ),
      { seed: 62, numRuns: 90 },
    );
  });

  it("is read as far as it goes when bytes of it are lost or changed", () => {
    const encoder = new TextEncoder();
    const texts = sources.map((configs) =>
      encoder.encode(JSON.stringify({ configs: sample(configs, numbersFrom(1)) })),
    );
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...texts), (seed, text) => {
        const next = numbersFrom(seed);
        const bytes = text.slice(0, next() < 0.5 ? text.length : Math.floor(next() * text.length));
        for (let changes = Math.floor(next() * 4); changes > 0; changes -= 1)
          bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
        expect(() => readAll(bytes)).not.toThrow();
      }),
      { seed: 63, numRuns: 90 },
    );
  });
});
