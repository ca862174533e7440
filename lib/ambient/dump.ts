import { ztunnelEntries } from "./dump-entries";
import { identityFromEntry, type ReadPem } from "./identity";
import type {
  AmbientConnection,
  AmbientIdentity,
  AmbientPodState,
  AmbientPolicy,
  AmbientService,
  AmbientWorkload,
} from "./model";
import { createNameTable } from "./name-table";
import { connectionsFromEntry, podStateFromEntry } from "./pod-state";
import { policyFromEntry } from "./policy";
import { serviceFromEntry } from "./service";
import { workloadFromEntry } from "./workload";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { entryText } from "@/lib/proxies/dump/read-entries";

/** Everything that a ztunnel told of itself. */
export type AmbientDump = {
  readonly entries: readonly DumpEntry[];
  readonly workloads: readonly AmbientWorkload[];
  readonly services: readonly AmbientService[];
  readonly policies: readonly AmbientPolicy[];
  readonly certificates: readonly AmbientIdentity[];
  readonly pods: readonly AmbientPodState[];
  readonly connections: readonly AmbientConnection[];
};

type Parsed = { readonly entry: DumpEntry; readonly value: unknown };

/** An object that is no JSON keeps its place in the raw list, and its row has what its key says. */
function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Finds and parses the objects of a dump one after the other; each step is short, so a caller may pause between them. */
export function* parseZtunnelDump(
  bytes: Uint8Array,
  readPem: ReadPem,
): Generator<void, AmbientDump, undefined> {
  const entries: DumpEntry[] = [];
  const parsed = new Map<string, Parsed[]>();
  for (const entry of ztunnelEntries(bytes)) {
    entries.push(entry);
    const list = parsed.get(entry.group) ?? [];
    parsed.set(entry.group, list);
    list.push({ entry, value: parsedOrUndefined(entryText(bytes, entry)) });
    yield;
  }
  const of = (group: string) => parsed.get(group) ?? [];
  const workloads = of("workloads").map(({ entry, value }) => workloadFromEntry(entry, value));
  yield;
  const byUid = new Map(workloads.map((workload) => [workload.uid, workload]));
  const services = of("services").map(({ entry, value }) => serviceFromEntry(entry, value, byUid));
  yield;
  const names = createNameTable(workloads, services);
  return {
    entries,
    workloads,
    services,
    policies: of("policies").map(({ entry, value }) => policyFromEntry(entry, value, workloads)),
    certificates: of("certificates").map(({ entry, value }) => identityFromEntry(entry, value, readPem)),
    pods: of("workloadState").map(({ entry, value }) => podStateFromEntry(entry, value)),
    connections: of("workloadState").flatMap(({ entry, value }) => connectionsFromEntry(entry, value, names)),
  };
}
