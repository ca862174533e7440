import { SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { Call, ConfigDumpBytes, DumpCall, ProxyAddress, ProxyAdminSource } from "@/server/ports";
import { createDumpCache, type DumpCache } from "../dump-cache";
import { throughDoor } from "../dump-door";
import { evidenceFromAnswer, systemClock } from "../request";
import { createSharedFlights } from "../shared-flight";
import { fetchDump } from "./config-dump";
import { createReach, shownError, type EnvoyOptions } from "./reach";
import { createSecretsReader } from "./secrets";
import { statisticsFromPage, statisticsSchema, statisticTypes } from "./statistics";
import { createProxyTurns } from "./turns";
import { numbersFromStats, pageSchema, statsSchema } from "./wire";
import { createZtunnelReader } from "./ztunnel";

export type { EnvoyOptions } from "./reach";

const pagePaths = {
  clusters: "/clusters?format=json",
  listeners: "/listeners?format=json",
  certs: "/certs",
  server_info: "/server_info",
  init_dump: "/init_dump",
  memory: "/memory",
} as const;

const cacheMaxBytes = 64 * 1_048_576;
/** Proxies of one cluster that are asked at the same time. */
const turnLimit = 8;

/** What the sources of one cluster share, whoever they act for. */
export type EnvoyCommon = {
  readonly turns: ReturnType<typeof createProxyTurns>;
  readonly dumps: DumpCache;
};

export function createEnvoyCommon(): EnvoyCommon {
  return { turns: createProxyTurns(turnLimit), dumps: createDumpCache(cacheMaxBytes) };
}

/** Reads of one proxy in turn, equal ones shared, dumps remembered for a moment. */
function createReader(options: EnvoyOptions, { turns, dumps }: EnvoyCommon, audience: string) {
  const { cluster, clock = systemClock, maxDumpBytes = 128 * 1_048_576, minIntervalMs = 5_000 } = options;
  const reach = createReach(options);
  const flights = createSharedFlights();
  const left = () => new SourceError("the reader left", { source: "envoy", cluster, reason: "aborted" });
  const keyOf = (proxy: ProxyAddress) => `${proxy.namespace}/${proxy.pod}/${proxy.podIp}`;

  async function shown<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw shownError(error, options);
    }
  }

  async function inTurn<T>(
    proxy: ProxyAddress,
    path: string,
    call: Call,
    read: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const key = keyOf(proxy);
    return shown(() =>
      flights.join(
        `${key} ${path}`,
        call.signal,
        (signal) => turns.take(key, () => read(signal), signal),
        left,
      ),
    );
  }

  async function readDumpOf(proxy: ProxyAddress, call: DumpCall): Promise<Sourced<ConfigDumpBytes>> {
    const door = { source: "envoy", cluster, request: "GET /config_dump?include_eds" } as const;
    const held = { ...door, cache: dumps, nowMs: () => clock.nowMs(), minIntervalMs };
    return throughDoor(held, `${audience} ${keyOf(proxy)}`, call, (remember) =>
      inTurn(proxy, "config_dump", call, async (signal) => {
        const facts = { cluster, maxBytes: maxDumpBytes, purpose: call.purpose };
        const fetched = await fetchDump(reach(proxy), facts, signal);
        remember(fetched);
        const { isWhole: _isWhole, ...answer } = fetched;
        return answer;
      }),
    );
  }

  return { reach, inTurn, readDumpOf };
}

/**
 * Envoy's admin pages, read sparingly: Envoy's main thread stands still while it prints one. Sources with the same
 * `common` ask a proxy in turn; those of different audiences are not given each other's dumps.
 */
export function createEnvoySource(
  options: EnvoyOptions,
  common = createEnvoyCommon(),
  audience = "",
): ProxyAdminSource {
  const { reach, inTurn, readDumpOf } = createReader(options, common, audience);
  return {
    configDump: readDumpOf,
    ztunnelDump: createZtunnelReader(options, { reach, inTurn }),
    secrets: createSecretsReader(options.cluster, { reach, inTurn }),
    async page(proxy, page, call) {
      const path = pagePaths[page];
      const answer = await inTurn(proxy, path, call, (signal) =>
        reach(proxy).json(pageSchema, path, { signal, ...timeoutOf(call) }),
      );
      return {
        data: answer.data,
        warnings: [],
        evidence: [evidenceFromAnswer(answer, { purpose: call.purpose, rows: 1 })],
      };
    },
    async stats(proxy, filter, call) {
      const path = `/stats?format=json&filter=${encodeURIComponent(filter)}`;
      const answer = await inTurn(proxy, path, call, (signal) =>
        reach(proxy).json(statsSchema, path, { signal, ...timeoutOf(call) }),
      );
      const data = numbersFromStats(answer.data);
      return {
        data,
        warnings: [],
        evidence: [evidenceFromAnswer(answer, { purpose: call.purpose, rows: Object.keys(data).length })],
      };
    },
    async statistics(proxy, { filter, isUsedOnly }, call) {
      const query = `format=json${isUsedOnly ? "&usedonly" : ""}&filter=${encodeURIComponent(filter)}`;
      const pages = await Promise.all(
        statisticTypes.map(async ([name, type]) => {
          const path = `/stats?${query}&type=${name}`;
          const answer = await inTurn(proxy, path, call, (signal) =>
            reach(proxy).json(statisticsSchema, path, { signal, ...timeoutOf(call) }),
          );
          const data = statisticsFromPage(answer.data, type);
          return { data, evidence: evidenceFromAnswer(answer, { purpose: call.purpose, rows: data.length }) };
        }),
      );
      return {
        data: pages.flatMap((page) => page.data),
        warnings: [],
        evidence: pages.map((page) => page.evidence),
      };
    },
  };
}

function timeoutOf(call: Call): { timeoutMs?: number } {
  return call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs };
}
