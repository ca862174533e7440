import type { Manifest } from "@/lib/config/manifest";
import type { GraphInventory, InventoryIndex } from "@/lib/graph/inventory";
import type { Graph } from "@/lib/graph/model";
import type { GraphMode } from "@/lib/graph/resolve-peer";
import type { Finding } from "@/lib/config/finding";
import type { Subjects } from "@/lib/findings/subjects";
import type { HealthThresholds } from "@/lib/health/thresholds";

/** Mesh objects that edges and nodes are marked from. A kind that could not be read is an empty list. */
export type GraphConfig = {
  readonly virtualServices: readonly Manifest[];
  readonly destinationRules: readonly Manifest[];
  readonly gateways: readonly Manifest[];
  readonly httpRoutes: readonly Manifest[];
  readonly serviceEntries: readonly Manifest[];
};

/** Everything that enrichers know beside the graph. */
export type GraphFacts = {
  readonly cluster: string;
  readonly mode: GraphMode;
  /** Empty means all. */
  readonly namespaces: readonly string[];
  readonly windowMs: number;
  readonly thresholds: HealthThresholds;
  readonly inventory: GraphInventory;
  readonly index: InventoryIndex;
  readonly config: GraphConfig;
  /** Errors and warnings of the rules with what they are about; absent when nobody asked them. */
  readonly findings?: readonly { readonly finding: Finding; readonly subjects: Subjects }[];
  /** Request and TCP rates were both read: only then is the absence of a series a measured zero. */
  readonly telemetryComplete: boolean;
  readonly showIdle: boolean;
};

/** One idea about the graph: returns a new graph, changes no other part of it. */
export type Enricher = (graph: Graph, facts: GraphFacts) => Graph;
