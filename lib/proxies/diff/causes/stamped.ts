import { ownerFromMetadata, type Owner } from "@/lib/proxies/provenance";
import { targetsOfRoutes } from "./generated-routes";
import type { Cause } from "../change";
import type { CauseContext } from "./context";

/** The cause that a stamp means; one that istiod made from a Gateway API route is looked up among the routes. */
export function causeFromOwner(owner: Owner, context: CauseContext): Cause {
  const { apiVersion, kind, namespace, name } = owner;
  if (owner.isGenerated) {
    const route = targetsOfRoutes(context.facts, owner);
    if (route !== undefined) return { ...route, confidence: "derived", reason: "stamp" };
    const unnamed = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", namespace };
    return { ...unnamed, confidence: "derived", reason: "stamp" };
  }
  return { apiVersion, kind, namespace, name, confidence: "stated", reason: "stamp" };
}

/** Stamps below a value, each once, the first ones first. */
export function ownersWithin(value: unknown): readonly Owner[] {
  const found: Owner[] = [];
  findStamp(value, 8, (owner) => found.push(owner) === 0);
  return [
    ...new Map(found.map((owner) => [`${owner.kind} ${owner.namespace} ${owner.name}`, owner])).values(),
  ];
}

/** The first stamp below a value: of a table of thousands of routes no more is read. */
function ownerWithin(value: unknown): Owner | undefined {
  let first: Owner | undefined;
  findStamp(value, 8, (owner) => {
    first = owner;
    return true;
  });
  return first;
}

/** Hands over the stamps below a value until `isEnough`; whether it was. */
function findStamp(value: unknown, depth: number, isEnough: (owner: Owner) => boolean): boolean {
  const own = ownerFromMetadata(value);
  if (own !== undefined) return isEnough(own);
  if (depth === 0 || typeof value !== "object" || value === null) return false;
  return Object.values(value).some((item) => findStamp(item, depth - 1, isEnough));
}

/** The object that Istio stamped on what changed, or on the nearest thing around it, on either side. */
export function stampedCause(context: CauseContext): Cause | undefined {
  const { before, after, ancestors } = context.difference;
  for (const value of [after, before]) {
    const owner = ownerWithin(value);
    if (owner !== undefined) return causeFromOwner(owner, context);
  }
  for (const { left, right } of ancestors.toReversed()) {
    const owner = ownerFromMetadata(right) ?? ownerFromMetadata(left);
    if (owner !== undefined) return causeFromOwner(owner, context);
  }
  return undefined;
}
