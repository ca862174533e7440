import type { Manifest } from "@/lib/config/manifest";
import type { MeshSpec } from "@/server/demo/world/spec";

export const scenarioNames = [
  "healthy",
  "bad-canary",
  "slow-canary",
  "no-traffic",
  "retry-storm",
  "timeout-inversion",
  "certificate-expiring",
  "certificate-expired",
  "missing-subset",
  "mtls-mismatch",
  "istiod-replica-down",
  "proxies-disconnected",
  "prometheus-slow",
  "jaeger-empty",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** The objects of the demo's API server, as its other protocols read them. */
export interface ObjectStore {
  /** Objects of a kind, all namespaces. */
  list(group: string, kind: string): readonly Manifest[];
  /** Grows by one with every write. */
  revision(): number;
  /** Called after each write, with the object as it is now (or was, when deleted). */
  onChange(
    listener: (change: {
      readonly type: "added" | "modified" | "deleted";
      readonly object: Manifest;
    }) => void,
  ): () => void;
}

/**
 * A stretch of time in which configuration and scenario did not change. Rates are constant functions of the clock
 * within one, so counters are sums of closed integrals and six hours of history need no storage.
 */
export type Epoch = {
  readonly startMs: number;
  readonly scenario: ScenarioName;
  /** Routing objects as they stood, by "group/Kind". */
  readonly objects: Readonly<Record<string, readonly Manifest[]>>;
};

/** What the five protocol servers of the demo share. */
export type DemoWorld = {
  readonly spec: MeshSpec;
  readonly store: ObjectStore;
  readonly nowMs: () => number;
  /** How often its Prometheus looks. */
  readonly scrapeMs: number;
  /** Start of the history. */
  readonly originMs: number;
  readonly scenario: () => ScenarioName;
  readonly setScenario: (name: ScenarioName) => void;
  /** Oldest first; the last one is still running. A write starts a new one. */
  readonly epochs: () => readonly Epoch[];
};

/** A running protocol server. */
export type DemoServer = { readonly url: string; readonly close: () => Promise<void> };
