import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { boardRows, boardState, type BoardFacts } from "@/lib/controlplane/board";
import { mergeRows } from "@/lib/controlplane/board-merge";
import { rowFromWire, wireFromRow, wireKey } from "@/lib/controlplane/board-wire";
import { proxyKey, seeStates } from "@/lib/controlplane/first-seen";
import type { PodProxy } from "@/lib/controlplane/pod-proxy";
import type { ProxySync, TypeSync } from "@/lib/controlplane/sync";
import { mergeProxySyncs } from "@/lib/controlplane/sync-state";
import { report, shortestMs } from "./figure";

const count = 2000;
const mergeBudgetMs = 50;
const wholeBudgetKb = 400;
const changesBudgetKb = 10;
const browserBudgetMs = 20;

const nonce = "2026-11-21T15:02:12Z/10c7b5e009-b077-4026-9d06-bd87bc2f2833";
const synced: TypeSync = {
  state: "synced",
  sentNonce: nonce,
  ackedNonce: nonce,
  sentAtMs: 1_795_273_332_118,
};
const refused: TypeSync = {
  ...synced,
  state: "error",
  error:
    "Error adding/updating listener(s) virtualInbound: script load error: [string \"function envoy_on_request(handle) handle:\"]:1: '<name>' expected near '<eof>'\n",
};

/** Every fiftieth proxy refuses, every hundredth is listed by both replicas. */
function syncsOf(staleFrom: number): readonly ProxySync[] {
  return Array.from({ length: count }, (_, index): readonly ProxySync[] => {
    const row: ProxySync = {
      cluster: "east",
      namespace: `team-${index % 20}`,
      pod: `workload-${index % 200}-6d4f8b7c9-${index.toString(36).padStart(5, "x")}`,
      proxyType: "sidecar",
      istioVersion: "1.30.1",
      replica: `istiod-7c9d5b8f4-${index % 2}`,
      types: {
        cds: index >= staleFrom && index < staleFrom + 20 ? { ...synced, state: "stale" } : synced,
        lds: index % 50 === 0 ? refused : synced,
        eds: synced,
        rds: synced,
      },
    };
    return index % 100 === 0 ? [row, { ...row, replica: "istiod-7c9d5b8f4-2" }] : [row];
  }).flat();
}

const pods = syncsOf(0).map((sync): PodProxy => ({
  namespace: sync.namespace,
  pod: sync.pod,
  workload: sync.pod.split("-6d")[0] ?? "",
  type: "sidecar",
  stage: "running",
  labels: {},
}));

function boardOf(staleFrom: number) {
  const syncs = mergeProxySyncs(syncsOf(staleFrom));
  const facts: BoardFacts = {
    syncs,
    seen: seeStates(new Map(), syncs, 1_795_273_400_000),
    silent: [],
    silentReplicas: [],
    pods,
    versionByReplica: new Map([0, 1].map((index) => [`istiod-7c9d5b8f4-${index}`, "1.30.1"])),
  };
  const { rows, errors } = boardRows(facts);
  return { rows: rows.map(wireFromRow), errors: Object.fromEntries(errors) };
}

const kb = (value: unknown) => JSON.stringify(value).length / 1024;

describe(`the sync board of ${count} proxies`, () => {
  it("is merged, sent and taken in within its budgets", () => {
    const whole = boardOf(0);
    const next = boardOf(100);
    const texts = new Map(whole.rows.map((row) => [wireKey(row), JSON.stringify(row)]));
    const changes = {
      rows: next.rows.filter((row) => texts.get(wireKey(row)) !== JSON.stringify(row)),
      gone: [],
      errors: {},
    };
    expect([whole.rows.length, changes.rows.length]).toEqual([count, 40]);
    expect(new Set(whole.rows.map(({ n, p }) => proxyKey({ namespace: n, pod: p }))).size).toBe(count);
    const [mergeMs = 0, browserMs = 0] = shortestMs([
      () => boardOf(0),
      () => mergeRows(whole, changes).rows.map(rowFromWire).map(boardState),
    ]);
    const part = `sync board, ${count} proxies`;
    report({
      part,
      what: "merge of replicas, pods and memory",
      measured: mergeMs,
      unit: "ms",
      limit: mergeBudgetMs,
    });
    report({
      part,
      what: "whole board on the wire",
      measured: kb(whole),
      unit: "KB",
      limit: wholeBudgetKb,
      note: `${Math.round(gzipSync(JSON.stringify(whole)).length / 1024)} KB gzip`,
    });
    report({
      part,
      what: "twenty proxies change",
      measured: kb(changes),
      unit: "KB",
      limit: changesBudgetKb,
    });
    report({ part, what: "taking in of changes", measured: browserMs, unit: "ms", limit: browserBudgetMs });
  });
});
