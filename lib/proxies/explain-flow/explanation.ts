import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { Because } from "@/lib/proxies/explain/answer";
import type { FilterStep } from "@/lib/proxies/explain/filter-step";
import type { FoundHost } from "@/lib/proxies/explain/virtual-host";
import type { RouteEffects } from "@/lib/proxies/explain/route-effects";
import type { CircuitBreaker, OutlierDetection, UpstreamTls } from "@/lib/proxies/cluster";
import type { FlowWaypoint } from "@/lib/proxies/explain-flow/flow-facts";
import type { Owner } from "@/lib/proxies/provenance";

/** A resource of the dump, for links into the pages of its proxy. */
export type ResourceLink = { readonly section: DumpSection; readonly id: string; readonly name: string };

/** What becomes of a request. */
export type Outcome =
  /** Sent on to endpoints of the cluster; `address` where there is only one or the original destination. */
  | { readonly kind: "sent"; readonly cluster: string; readonly address?: string }
  /** The proxy answers by itself. `flag` is Envoy's response flag, "" for none. */
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly flag: string;
      readonly details: string;
      readonly location?: string;
      readonly because?: Because;
      /** The rule or policy that decided. */
      readonly rule?: string;
      readonly owner?: Owner;
    }
  /** The connection is closed without an answer. */
  | { readonly kind: "closed"; readonly flag: string; readonly because: Because }
  /** What happens can't be told from what is at hand. */
  | { readonly kind: "unknown"; readonly because: readonly Because[] };

/** An end that some of the requests come to. */
export type FlowEnd = {
  readonly outcome: Outcome;
  /** Of all requests like this one, 0 to 100; absent where it depends on what nobody knows. */
  readonly sharePercent?: number;
  /** What must hold so that it comes to this end; empty where it is certain or only a matter of share. */
  readonly dependsOn: readonly Because[];
};

/**
 * How a step went: the request goes on, ends here as somebody wanted, ends here for want of something, or one would have
 * to know more.
 */
export type StepVerdict = "passes" | "ends" | "fails" | "depends";

type StepFacts = {
  readonly verdict: StepVerdict;
  /** The step in one line. */
  readonly says: Because;
  readonly notes: readonly Because[];
  readonly resource?: ResourceLink;
  readonly owner?: Owner;
  /** Ends that some of the requests come to here, before the rest goes on. */
  readonly exits: readonly FlowEnd[];
};

/** A listener that was looked for before the one that takes the connection, or could take it as well. */
export type TriedListener = {
  readonly name: string;
  readonly resource?: ResourceLink;
  readonly because: Because;
};

export type SkippedRoute = {
  readonly index: number;
  readonly name: string;
  /** Its condition in words. */
  readonly condition: string;
  readonly because: readonly Because[];
  readonly owner?: Owner;
};

export type DownstreamTls = {
  readonly requiresClientCertificate: boolean;
  readonly secrets: readonly string[];
  readonly protocols: readonly string[];
};

export type EndpointState = "healthy" | "degraded" | "unhealthy" | "draining" | "ejected";

export type HboneTunnel = {
  /** Address inside of the tunnel: that of a service at its waypoint, otherwise the endpoint's own. */
  readonly destination: string;
  /** Address of the waypoint that ends the tunnel. */
  readonly waypoint?: string;
};

export type PickableEndpoint = {
  readonly address: string;
  readonly state: EndpointState;
  /** Where the state is from: Envoy's live page, or only what was configured. */
  readonly isLive: boolean;
  readonly priority: number;
  readonly locality: string;
  readonly weight: number;
  /** Of the cluster's requests, 0 to 100; 0 is never picked; absent where the policy doesn't fix it. */
  readonly sharePercent?: number;
  /** Why it is not picked. */
  readonly because?: Because;
  readonly workload?: { readonly workload: string; readonly namespace: string };
  readonly pod?: { readonly namespace: string; readonly pod: string };
  /** It is reached in an HBONE tunnel, which ends at the endpoint or at a waypoint before it. */
  readonly tunnel?: HboneTunnel;
  /** How Envoy encrypts towards it. */
  readonly tls: "none" | "simple" | "mutual" | "istio_mutual";
};

export type StepDetail =
  | {
      readonly kind: "address";
      /** What the name stands for; empty when unknown. */
      readonly addresses: readonly string[];
      readonly service?: {
        readonly host: string;
        readonly namespace: string;
        readonly name: string;
        readonly waypoint?: FlowWaypoint;
      };
    }
  | {
      readonly kind: "listener";
      readonly name: string;
      readonly tried: readonly TriedListener[];
      /** Listener filters, in words. */
      readonly inspectors: readonly Because[];
    }
  | {
      readonly kind: "filter_chain";
      readonly name: string;
      readonly isDefault: boolean;
      readonly conditions: string;
      readonly tls?: DownstreamTls;
      readonly chains: number;
    }
  | { readonly kind: "network_filters"; readonly filters: readonly FilterStep[] }
  | {
      readonly kind: "request";
      readonly authority: string;
      readonly path: string;
      readonly changes: readonly Because[];
    }
  | { readonly kind: "route_table"; readonly name: string; readonly source: "rds" | "inline" | "scoped" }
  | {
      readonly kind: "virtual_host";
      readonly name: string;
      readonly domain: string;
      readonly rule: FoundHost["rule"];
      readonly domains: readonly string[];
      readonly others: readonly { readonly name: string; readonly domains: readonly string[] }[];
      readonly othersMore: number;
    }
  | {
      readonly kind: "route";
      readonly index: number;
      readonly name: string;
      readonly condition: string;
      /** The most telling of the routes before it that do not take the request, in order. */
      readonly skipped: readonly SkippedRoute[];
      readonly skippedMore: number;
      readonly dependsOn: readonly Because[];
      readonly effects?: RouteEffects;
    }
  | { readonly kind: "http_filters"; readonly filters: readonly FilterStep[] }
  | {
      readonly kind: "cluster";
      readonly name: string;
      readonly type: string;
      readonly lbPolicy: string;
      readonly subset: string;
      readonly host: string;
      readonly tls: UpstreamTls;
      readonly circuitBreakers: readonly CircuitBreaker[];
      readonly outlier?: OutlierDetection;
      readonly connectTimeoutMs?: number;
    }
  | {
      readonly kind: "endpoints";
      readonly cluster: string;
      readonly endpoints: readonly PickableEndpoint[];
      readonly more: number;
      readonly panicPercent?: number;
    };

/** One step of a request's way. */
export type FlowStep = StepFacts & StepDetail;

/** What follows the last step of a way: its end, or several ways that the request may take. */
export type WayNext =
  | { readonly kind: "end"; readonly outcome: Outcome }
  | { readonly kind: "fork"; readonly over: ForkOver; readonly ways: readonly FlowWay[] };

/** What a fork is about. */
export type ForkOver = "listener" | "filter_chain" | "route" | "cluster";

/** A part of a request's way without forks, and what follows. */
export type FlowWay = {
  readonly name: string;
  /** Of the requests that come to the fork, 0 to 100; absent where no share is known. */
  readonly sharePercent?: number;
  /** What must hold so that it is this way. */
  readonly dependsOn: readonly Because[];
  readonly steps: readonly FlowStep[];
  readonly next: WayNext;
};

/** How one proxy treats a request. */
export type Explanation = {
  readonly way: FlowWay;
  /** Every end in the order of the way, shares multiplied; possible ends that are the same are one. */
  readonly ends: readonly FlowEnd[];
  /** Nothing that was missing could have changed the ends. */
  readonly isCertain: boolean;
};
