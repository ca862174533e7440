import type { Owner } from "@/lib/config/owners";
import { ConsoleError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { ServiceVersion } from "@/lib/routing/service-versions";
import type { ServiceName } from "@/lib/routing/snapshot";
import type { SplitApi } from "@/lib/routing/split-apis";
import type { RunKind, RunState } from "@/lib/delivery/run";
import type { CanaryObstacle } from "@/server/operations/canaries/obstacle";
import type { ServiceTraffic } from "@/server/operations/routing/traffic";
import type { OperationContext } from "@/server/ports";

export type CanaryOptions = {
  readonly service: ServiceName;
  readonly ports: readonly { readonly port: number; readonly name?: string; readonly protocol: string }[];
  readonly versions: readonly (ServiceVersion & {
    /** Over five minutes; absent when unknown. */
    readonly requestsPerSecond?: number;
    /** Share of today's routes that have no conditions. */
    readonly weightPercent?: number;
  })[];
  readonly apis: readonly SplitApi[];
  readonly objects: readonly { readonly ref: ObjectRef; readonly owners: readonly Owner[] }[];
  /** Absent when the metrics are unknown. */
  readonly traffic?: ServiceTraffic;
  /** Edges of the latency histogram in ms, without infinity; absent when unknown. */
  readonly edgesMs?: readonly number[];
  /** How often Prometheus reads the counters. */
  readonly scrapeMs: number;
  readonly obstacles: readonly CanaryObstacle[];
  readonly activeRuns: readonly {
    readonly id: string;
    readonly kind: RunKind;
    readonly title: string;
    readonly state: RunState;
  }[];
  readonly needsApproval: boolean;
  readonly freeze?: { readonly name: string; readonly endMs?: number };
  readonly readOnlyReason?: string;
};

/** All that decides whether and how a canary of this service can run. Throws not_found for an unknown service. */
export async function readCanaryOptions(
  _ctx: OperationContext,
  _input: { readonly cluster: string; readonly service: ServiceName },
): Promise<Sourced<CanaryOptions>> {
  throw new ConsoleError("internal", "not here yet");
}
