import type { Because } from "@/lib/proxies/explain/answer";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { TlsAgreement } from "@/lib/proxies/explain-flow/tls-agreement";
import type { DumpTarget } from "@/lib/proxies/dump-target";

export type FlowRead = {
  readonly explanation: Explanation;
  /** As it was explained: what was resolved on the way is filled in. */
  readonly request: FlowRequest;
  readonly fetchedAtMs: number;
  readonly contentHash: string;
};

export type InboundRead = {
  /** The pod's own configuration, for links; absent when no pod with a proxy has the address. */
  readonly target?: DumpTarget;
  readonly pod?: { readonly namespace: string; readonly pod: string };
  /** Why there is nothing to read. */
  readonly because?: Because;
  readonly explanation?: Explanation;
  readonly request?: FlowRequest;
  readonly tls?: TlsAgreement;
};

/** A request as a span tells it. What the span doesn't say stays open. */
export type SpanRead = {
  readonly request: FlowRequest;
  /** The proxy that wrote the span; absent when it doesn't say or the pod is gone. */
  readonly target?: DumpTarget;
  /** What really happened, to compare. */
  readonly seen: {
    readonly status?: number;
    readonly flags?: string;
    readonly cluster?: string;
    readonly peer?: string;
    readonly startMs: number;
  };
  readonly notes: readonly Because[];
};

/** A configuration to choose. */
export type ExplainSource = {
  readonly target: DumpTarget;
  readonly label: string;
  readonly kind: "sidecar" | "gateway" | "waypoint" | "snapshot";
  readonly isConnected: boolean;
  /** Of a snapshot: when the proxy was asked. */
  readonly takenAtMs?: number;
  /** Of a snapshot: it is of a gateway. */
  readonly isGateway?: boolean;
};
