import { z } from "zod";
import type { ProxyRow } from "@/lib/controlplane/proxy-row";
import type { Sourced } from "@/lib/evidence";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { endpointRowsFromEntry } from "@/lib/proxies/endpoint-rows";
import { isWanted, type FleetHit, type FleetQuestion } from "@/lib/proxies/fleet/question";
import { routeRowsFromEntry } from "@/lib/proxies/route-rows";
import { ecdsRowFromEntry, listenerRowsFromEntry } from "@/lib/proxies/section-rows";
import {
  fleetInputSchema,
  readFleetPage,
  type FleetPage,
} from "@/server/operations/proxies/fleet/fleet-page";
import { parseSection } from "@/server/operations/proxies/parse-section";
import { readDumpBytes } from "@/server/operations/proxies/target";
import type { ConfigDumpBytes, OperationContext } from "@/server/ports";

const hitsShown = 5;

export const findInputSchema = fleetInputSchema.and(
  z.object({
    ask: z.enum(["cluster", "route", "listener", "endpoint", "extension"]),
    text: z.string().trim().min(1, "say what to look for").max(300),
  }),
);
export type FindInput = z.infer<typeof findInputSchema>;

export type FleetFind = {
  readonly namespace: string;
  readonly pod: string;
  /** The first few of `count`; none where the proxy has nothing of the kind. */
  readonly hits: readonly FleetHit[];
  readonly count: number;
};

/** Which proxies of the scope have a cluster, route, listener, endpoint or extension, in dumps that are kept by version. */
export function findInFleet(ctx: OperationContext, input: FindInput): Promise<Sourced<FleetPage<FleetFind>>> {
  const question: FleetQuestion = { ask: input.ask, text: input.text };
  return readFleetPage(ctx, input, async ({ namespace, pod }: ProxyRow, gathering) => {
    const target = { cluster: input.cluster, namespace, pod, view: "envoy" as const };
    const dump = await gathering.take(
      `${namespace}/${pod}`,
      readDumpBytes(ctx, target, `who has the ${input.ask} ${input.text}`),
    );
    if (dump === undefined) return undefined;
    const candidates = await candidatesOf(dump, input.ask);
    const hits = candidates.filter((candidate) => isWanted(question, candidate));
    const shown = hits.slice(0, hitsShown).map(({ id, at, name, text }) => ({ id, at, name, text }));
    return { namespace, pod, hits: shown, count: hits.length };
  });
}

function candidatesOf(dump: ConfigDumpBytes, ask: FleetQuestion["ask"]): Promise<readonly FleetHit[]> {
  switch (ask) {
    case "cluster":
      // Their names stand in the index: nothing has to be parsed.
      return Promise.resolve(
        dump.entries
          .filter(({ section }) => section === "clusters")
          .map(({ id, name }) => ({ id, name, text: "" })),
      );
    case "route":
      return flat(dump, "routes", routeHits);
    case "listener":
      return flat(dump, "listeners", listenerHits);
    case "endpoint":
      return flat(dump, "endpoints", endpointHits);
    case "extension":
      return flat(dump, "ecds", extensionHits);
  }
}

async function flat(
  dump: ConfigDumpBytes,
  section: "routes" | "listeners" | "endpoints" | "ecds",
  read: (entry: DumpEntry, value: unknown) => readonly FleetHit[],
): Promise<readonly FleetHit[]> {
  return (await parseSection(dump, section, read)).flat();
}

function routeHits(entry: DumpEntry, value: unknown): readonly FleetHit[] {
  return routeRowsFromEntry(entry, value).map(({ id, at, name, virtualHost, domains, match, action }) => ({
    id,
    at,
    name: `${name} ${virtualHost}`.trim(),
    text: `${match} → ${action}`,
    also: domains,
  }));
}

function listenerHits(entry: DumpEntry, value: unknown): readonly FleetHit[] {
  const [row] = listenerRowsFromEntry(entry, value);
  if (row === undefined) return [];
  return [{ id: row.id, name: row.name, text: `${row.address}:${row.port}`, port: row.port }];
}

function endpointHits(entry: DumpEntry, value: unknown): readonly FleetHit[] {
  return endpointRowsFromEntry(entry, value).map(({ id, address, name, workload }) => ({
    id,
    name: address,
    text: name,
    also: workload === "" ? [] : [workload],
  }));
}

function extensionHits(entry: DumpEntry, value: unknown): readonly FleetHit[] {
  const { id, name, type, detail } = ecdsRowFromEntry(entry, value);
  return [{ id, name, text: detail === "" ? type : detail }];
}
