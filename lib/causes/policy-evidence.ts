import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { MutualTlsMode } from "@/lib/xds/peer-authentication";

/** What policies and filters of both ends say, as far as the objects tell. */
export type PolicyEvidence = {
  /** What the destination's policies say to this caller, by workload and policy. */
  readonly access: readonly {
    readonly workload: string;
    readonly verdict: "allowed" | "denied" | "asks" | "depends" | "refused" | "unenforced";
    readonly policies: readonly { readonly ref: ObjectRef; readonly action: string }[];
    readonly deciding: readonly ObjectRef[];
  }[];
  readonly authorizers: readonly {
    readonly provider: string;
    readonly policy: ObjectRef;
    readonly host?: string;
    /** Ready endpoints of the authorizer's service; undefined when the provider or its service is unknown. */
    readonly readyEndpoints?: number;
    readonly isDefined?: boolean;
  }[];
  readonly authentication: readonly ObjectRef[];
  readonly rateLimits: readonly {
    readonly ref: ObjectRef;
    readonly kind: "local" | "global";
    readonly side: "source" | "destination";
  }[];
  /** What the destination's workloads take on the ports of the service, whoever calls. */
  readonly serverModes: readonly {
    readonly workload: string;
    readonly port: number;
    readonly mode: MutualTlsMode;
    readonly origin?: ObjectRef;
  }[];
  /** Filters that people added to one of the two proxies. */
  readonly extensions: readonly {
    readonly ref: ObjectRef;
    readonly kind: "lua" | "wasm" | "ext_proc" | "buffer" | "health_check" | "other";
    readonly side: "source" | "destination";
    /** Statuses that stand in its text. */
    readonly statuses: readonly number[];
  }[];
};

/** A NetworkPolicy that selects one of the two ends. */
export type NetworkPolicyEvidence = {
  readonly ref: ObjectRef;
  readonly side: "caller" | "destination";
  /** Whether all policies of that side together let the connection through; "depends" where an address block decides. */
  readonly verdict: "blocks" | "allows" | "depends";
};
