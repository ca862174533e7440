import type { FlowSpec, PortSpec, WorkloadSpec } from "@/server/demo/world/spec";

/** One version of an app, before it has pods and addresses. */
export type VersionBlueprint = {
  readonly version: string;
  readonly pods: number;
  readonly latencyMsMedian: number;
  readonly errorRatio?: number;
};

/** An app with its Service. Everything else of a MeshSpec follows from it and the seed. */
export type AppBlueprint = {
  readonly namespace: string;
  readonly name: string;
  readonly versions: readonly VersionBlueprint[];
  readonly ports: readonly PortSpec[];
  readonly dataplane: WorkloadSpec["dataplane"];
  readonly kind?: "StatefulSet";
  readonly capacityPerPod: number;
  /** A worker takes its work from a queue: nobody calls it, so it has no Service. */
  readonly withoutService?: true;
  readonly labels?: Readonly<Record<string, string>>;
};

export type MeshBlueprint = {
  readonly namespaces: readonly { readonly name: string; readonly ambient?: true }[];
  readonly nodes: number;
  readonly apps: readonly AppBlueprint[];
  readonly externals: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly host: string;
    readonly ports: readonly PortSpec[];
    readonly latencyMsMedian: number;
  }[];
  readonly flows: readonly FlowSpec[];
};

export const httpPort = (port = 8080): PortSpec => ({
  name: "http",
  port,
  targetPort: port,
  protocol: "http",
});
export const grpcPort = (port = 9090): PortSpec => ({
  name: "grpc",
  port,
  targetPort: port,
  protocol: "grpc",
});
export const tcpPort = (port: number, name = "tcp"): PortSpec => ({
  name,
  port,
  targetPort: port,
  protocol: "tcp",
});
