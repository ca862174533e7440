import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import type { ProxySync } from "@/lib/controlplane/sync";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/**
 * What rules look at. A key that is absent from `objects` is a kind that could not be read: a rule that needs it stays
 * silent, because an unread kind is not an empty one.
 */
export type Inventory = {
  readonly objects: MeshObjects;
  /** What is known beyond configuration. Absent parts are unknown, and rules that need them stay silent. */
  readonly facts: LiveFacts;
  readonly nowMs: number;
};

/** Traffic from one workload to a service, as measured. */
export type CallEdge = {
  readonly sourceNamespace: string;
  readonly sourceWorkload: string;
  readonly destinationNamespace: string;
  readonly destinationService: string;
  readonly requestsPerSecond: number;
};

export type LiveFacts = {
  readonly sync?: readonly ProxySync[];
  readonly calls?: readonly CallEdge[];
  readonly certificates?: readonly {
    readonly namespace: string;
    readonly pod: string;
    readonly notBeforeMs?: number;
    readonly notAfterMs: number;
  }[];
  /** What proxies saw a service speak, per second: requests, or bytes for "tcp". */
  readonly protocols?: readonly MeasuredProtocol[];
};

export type MeasuredProtocol = {
  readonly namespace: string;
  readonly service: string;
  readonly protocol: "http" | "grpc" | "tcp";
  readonly perSecond: number;
};

/** One repair: the object as it should be; absent `after` deletes it. */
export type Repair = { readonly ref: ObjectRef; readonly after?: Manifest };

/** One rule, one file. It never throws: an object that it can't read is another rule's finding. */
export type Rule = {
  readonly codes: readonly string[];
  /** Keys of `objects` ("group/Kind") that it reads: it runs again only when one of these lists or a fact changed. */
  readonly reads: readonly string[];
  readonly facts?: readonly (keyof LiveFacts)[];
  /** Whether the passing of time alone can change what it says. */
  readonly readsClock?: true;
  readonly check: (inventory: Inventory) => readonly Finding[];
  /** The mechanical repair of one of its findings, when there is one. */
  readonly fix?: (finding: Finding, inventory: Inventory) => readonly Repair[] | undefined;
};
