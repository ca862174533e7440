import { SourceError } from "@/lib/errors";
import { printProxyId } from "@/lib/mesh/proxy-id";
import { mergeProxySyncs } from "@/lib/controlplane/sync-state";
import type { Call, ControlPlaneSource, SyncAnswer } from "@/server/ports";
import type { Answer } from "../request";
import { askAll } from "./ask";
import { readConfigDump } from "./config-dump";
import { createDumpReader } from "./dump-reader";
import { proxySyncFromRow } from "./mapper";
import { joinReplicas, replicaOf } from "./join-replicas";
import { createReplicas, type IstiodOptions, type Replica } from "./replicas";
import { createVersionMemory } from "./version-memory";
import { synczSchema } from "./wire";

export type { IstiodAccess, IstiodOptions } from "./replicas";

/** Pages that act although they are read by GET. */
const actingPage = /^force_disconnect|[?&](?:push|clear)=/;

/** Nobody waits long for a version. */
const versionTimeoutMs = 2000;

function limits(call: Call) {
  return {
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
  };
}

/** The replicas and what all pages do with them. */
function createAsker(options: IstiodOptions) {
  const { cluster } = options;
  const listReplicas = createReplicas(options);
  const versionsOf = createVersionMemory(options.clock);
  const holderOf = new Map<string, string>();

  async function askEach<T>(
    call: Call,
    ask: (replica: Replica) => Promise<Answer<T>>,
    rows: (data: T) => number,
  ) {
    return askAll(await listReplicas(), cluster, ask, { purpose: call.purpose, rows });
  }

  async function syncz(call: Call, replicas?: readonly Replica[]) {
    const answers = await askAll(
      replicas ?? (await listReplicas()),
      cluster,
      ({ requester }) => requester.json(synczSchema, "/debug/syncz", limits(call)),
      { purpose: call.purpose, rows: (rows) => rows.length },
    );
    for (const { replica, data } of answers.data) for (const row of data) holderOf.set(row.proxy, replica);
    return answers;
  }

  async function sync(call: Call): Promise<SyncAnswer> {
    const replicas = await listReplicas();
    const answers = await syncz(call, replicas);
    const countOf = new Map(answers.data.map(({ replica, data }) => [replica, data.length]));
    const versions = await versionsOf(
      replicas.filter(({ name }) => countOf.has(name)),
      ({ requester }) => requester.text("/version", { ...limits(call), timeoutMs: versionTimeoutMs }),
    );
    const rows = answers.data.flatMap(({ replica, data }) =>
      data.flatMap((row) => proxySyncFromRow(row, cluster, replica) ?? []),
    );
    return {
      ...answers,
      data: mergeProxySyncs(rows),
      replicas: replicas.map(({ name }) => replicaOf(name, versions.get(name), countOf.get(name))),
    };
  }

  return { listReplicas, askEach, syncz, sync, holderOf };
}

/** istiod's debug pages, metrics and version, from every replica. */
export function createIstiodSource(options: IstiodOptions): ControlPlaneSource {
  const { cluster } = options;
  const { listReplicas, askEach, syncz, sync, holderOf } = createAsker(options);
  return {
    sync,
    async replicas(call) {
      const replicas = await listReplicas();
      const versions = askAll(
        replicas,
        cluster,
        ({ requester }) => requester.text("/version", limits(call)),
        {
          purpose: call.purpose,
          rows: () => 1,
        },
      );
      return joinReplicas(replicas, await Promise.allSettled([versions, syncz(call)]));
    },
    async debug(path, call) {
      if (actingPage.test(path)) throw refusedPage(cluster, path);
      const answers = await askEach(
        call,
        ({ requester }) => requester.text(`/debug/${path}`, limits(call)),
        () => 1,
      );
      return {
        ...answers,
        data: answers.data.map(({ replica, data }) => ({ replica, body: parsePage(data, cluster, path) })),
      };
    },
    configDump: createDumpReader(options, async (proxy, call) =>
      readConfigDump(
        await listReplicas(),
        { cluster, proxy, likely: holderOf.get(printProxyId(proxy)) },
        call,
      ),
    ),
    async metrics(call) {
      const answers = await askEach(
        call,
        ({ requester }) => requester.text("/metrics", limits(call)),
        (text) => text.split("\n").length,
      );
      return { ...answers, data: answers.data.map(({ replica, data }) => ({ replica, text: data })) };
    },
  };
}

function refusedPage(cluster: string, path: string): SourceError {
  return new SourceError(`debug page ${path} acts on the mesh and is not read`, {
    source: "istiod",
    cluster,
    reason: "bad_request",
  });
}

/** Some pages are empty until something has happened, for example push_status before the first push. */
function parsePage(text: string, cluster: string, path: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SourceError(`debug page ${path} is no JSON`, {
      source: "istiod",
      cluster,
      reason: "not_json",
      cause,
    });
  }
}
