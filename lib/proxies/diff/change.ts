import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { ResourceState } from "@/lib/proxies/resource";

export const changeKinds = ["added", "removed", "changed", "moved"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a change touches, worst first. */
export const changeSeverities = ["security", "traffic", "observability", "cosmetic"] as const;
export type ChangeSeverity = (typeof changeSeverities)[number];

/** Why a difference between two pods says nothing about the mesh's configuration. */
const expectedReasons = ["node", "address", "certificate", "locality", "tracing"] as const;
export type ExpectedReason = (typeof expectedReasons)[number];

/** A step into a value: a field or key of a map, or an item of a list by what identifies it. */
export type PathStep =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "item"; readonly key: string };

/** One difference of two resources of the same type and name. */
export type Difference = {
  readonly kind: ChangeKind;
  readonly path: readonly PathStep[];
  /** Values in Envoy's snake_case with identity-free spelling; absent where the side has none. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Places of an item that moved, from 1. */
  readonly from?: number;
  readonly to?: number;
};

/** How sure it is that an object caused a change. `stated`: the configuration names it. */
const confidences = ["stated", "derived", "guessed"] as const;
export type Confidence = (typeof confidences)[number];

const causeReasons = [
  "stamp",
  "policy_name",
  "route_table_name",
  "extension_name",
  "service",
  "endpoints",
  "scope",
  "only_kind",
  "written_between",
  "same_cluster",
  "patch",
  "deleted_between",
  "rejection",
] as const;
export type CauseReason = (typeof causeReasons)[number];

/** The object behind a change. `name` is absent where only its kind is known; `""` as namespace where that is not. */
export type Cause = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name?: string;
  readonly confidence: Confidence;
  readonly reason: CauseReason;
};

/** A difference with where it stands, what it touches and what caused it. */
export type ConfigChange = Difference & {
  readonly id: string;
  readonly section: DumpSection;
  readonly resource: string;
  /** Where in its life the resource is that differs. */
  readonly state: ResourceState;
  /** `virtual_hosts[reviews].routes[2 "v2"].route.timeout`; "" for the resource as a whole. */
  readonly pathText: string;
  readonly severity: ChangeSeverity;
  readonly expected?: ExpectedReason;
  readonly cause?: Cause;
};

/** The resource that a change is in. */
export type Placed = { readonly section: DumpSection; readonly name: string };

/**
 * The change of a difference. Of a resource that came or went as a whole `whole` gives the value each time that it is
 * asked for: thousands of them are listed and few are opened. Such a change is not to be copied by spreading.
 */
export function configChange(
  place: Omit<ConfigChange, keyof Difference>,
  { kind, path, before, after, from, to }: Difference,
  whole?: () => unknown,
): ConfigChange {
  const change = {
    kind,
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...place,
  };
  if (whole !== undefined)
    return Object.defineProperty(change, kind === "added" ? "after" : "before", {
      enumerable: true,
      get: whole,
    });
  return {
    ...change,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
