import type { ConnectionSecurity } from "@/lib/xds/connection-security";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { CallSpec, ServiceSpec, WorkloadSpec } from "@/server/demo/world/spec";
import type { Distribution } from "./distribution";
import type { MeshIndex } from "./mesh-index";
import type { MeshLoad } from "./mesh-load";
import type { Resolver } from "./resolve-route";
import type { Outcome } from "./traffic-outcome";

/** What one attempt at a destination workload amounts to. Shares are of the attempts of the whole call. */
export type Attempt = {
  readonly share: number;
  readonly destination?: WorkloadSpec;
  readonly service: ServiceSpec;
  /** Name of the Envoy cluster. */
  readonly target: string;
  readonly security: ConnectionSecurity["kind"];
  /** As the destination's own proxy reports it; empty when nothing got that far. */
  readonly seen: readonly Outcome[];
  /** Share of the attempt's requests that the application worked on. */
  readonly worked: number;
  readonly response?: ServiceResponse;
};

export type CallView = {
  readonly call: CallSpec;
  readonly protocol: "http" | "grpc" | "tcp";
  readonly source: WorkloadSpec;
  readonly service: ServiceSpec;
  /** Per request that the caller makes. */
  readonly outcomes: readonly Outcome[];
  /** Attempts that leave the caller's proxy for each request. */
  readonly attemptsPerRequest: number;
  readonly attempts: readonly Attempt[];
  /** Copies that nobody waits for; their shares are of the caller's requests. Only the destination reports them. */
  readonly copies: readonly Attempt[];
  readonly latency: Distribution;
  readonly failureShare: number;
};

/** How a workload answers one kind of request: its own work and the calls it makes. */
export type ServiceResponse = {
  readonly failureShare: number;
  readonly latency: Distribution;
  readonly calls: readonly CallView[];
};

export type Simulation = {
  readonly index: MeshIndex;
  readonly objects: MeshObjects;
  readonly resolver: Resolver;
  readonly load: MeshLoad;
  /** Share of a workload's answers that fail by themselves. */
  readonly errorRatioOf: (workload: WorkloadSpec) => number;
  /** How much longer than usual a workload works. */
  readonly slownessOf: (workload: WorkloadSpec) => number;
  /** Whether the certificate of a workload's proxies has ended. */
  readonly isExpired: (workload: WorkloadSpec) => boolean;
};

export type Base = Pick<CallView, "call" | "protocol" | "source" | "service">;

export type Respond = (call: CallSpec, workload: WorkloadSpec) => ServiceResponse;
