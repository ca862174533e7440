import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { NackPart } from "./nack";

/** Why an object may be behind a refusal. */
export type CandidateReason =
  /** Envoy's words quote it: its script, or a name that only it says. */
  | { readonly code: "quoted"; readonly text: string }
  /** Istio stamped it on the refused resource. */
  | { readonly code: "stamped" }
  /** It patches this resource by name or port. */
  | { readonly code: "matches"; readonly text: string }
  /** It patches resources of this kind on this proxy. */
  | { readonly code: "patches"; readonly text: string }
  /** It is about the host that the resource is for. */
  | { readonly code: "host"; readonly text: string }
  /** It was changed shortly before istiod sent what was refused. */
  | { readonly code: "changed"; readonly beforeMs: number };

/** The proxy that refused. */
export type RefusingProxy = {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isGateway: boolean;
};

export type NackFacts = {
  readonly part: NackPart;
  readonly proxy: RefusingProxy;
  /** Kinds that could not be read are absent. */
  readonly objects: MeshObjects;
  /** What Istio stamped on the refused resource, where a dump shows it. */
  readonly stamped?: ObjectRef;
  /** When istiod sent what was refused. */
  readonly sentAtMs?: number;
};

/** The port behind the last `_` of a listener's name, or that a route configuration is named by. */
export function portOf(resource: string | undefined): number | undefined {
  const digits = /(?:^|_|\.)(\d{1,5})$/.exec(resource ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
