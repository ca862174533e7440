import { IntentError } from "@/lib/changes/intent-module";
import { specList } from "@/lib/config/clean-manifest";
import { httpRouteSpec } from "@/lib/config/http-route";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { virtualServiceSpec } from "@/lib/config/virtual-service";
import { readMarks } from "@/lib/delivery/marks";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { serviceFromHost } from "@/lib/mesh/service-host";
import { numberOf, recordOf, recordsOf, textOf, type Json } from "@/lib/routing/json-fields";
import { readFault, type RuleFault } from "@/lib/routing/rule-fault";

/** A destination of a rule by the name that tells it from its siblings; shares of the rule's sum, 0 to 100. */
export type StandingWeight = { readonly name: string; readonly weightPercent: number };

/** What one rule of a route does beside sending requests on: it divides them, or breaks some of them. */
export type StandingRule = {
  readonly ref: ObjectRef;
  /** What callers ask for; the object's own namespace and the bare host where that is no Kubernetes service. */
  readonly service: { readonly namespace: string; readonly name: string };
  /** The rule's name, else its place: `http[0]`. */
  readonly rule: string;
  readonly weights: readonly StandingWeight[];
  readonly fault?: RuleFault | "unreadable";
  /** The run that holds the object. */
  readonly runId?: string;
  /** When the fault is to be gone, by the object's own word. */
  readonly expiresAtMs?: number;
};

/** Every rule of a VirtualService or HTTPRoute, in order, also those that send all requests to one place. */
export function rulesOf(manifest: Manifest): readonly StandingRule[] {
  const isVirtualService = manifest.kind === "VirtualService";
  const marks = readMarks(manifest);
  const namespace = manifest.metadata.namespace ?? "";
  const list = isVirtualService ? "http" : "rules";
  return specList(manifest, list).map((rule, index) => {
    const fault = isVirtualService ? faultOf(rule) : undefined;
    return {
      ref: refFromManifest(manifest),
      service: serviceOfRoute(manifest, namespace),
      rule: textOf(rule["name"]) ?? `${list}[${index}]`,
      weights: isVirtualService
        ? shares(recordsOf(rule["route"]), (one) => istioName(one, namespace), 0)
        : shares(recordsOf(rule["backendRefs"]), (one) => textOf(one["name"]) ?? "", 1),
      ...(fault === undefined ? {} : { fault }),
      ...(marks === undefined ? {} : { runId: marks.runId }),
      ...(marks?.expiresAtMs === undefined ? {} : { expiresAtMs: marks.expiresAtMs }),
    };
  });
}

function serviceOfRoute(manifest: Manifest, namespace: string): StandingRule["service"] {
  if (manifest.kind === "VirtualService") {
    const [host = ""] = virtualServiceSpec(manifest).hosts;
    return serviceFromHost(host, namespace) ?? { namespace, name: host };
  }
  const spec = httpRouteSpec(manifest);
  const parent = spec.parentRefs.find(({ kind }) => kind === "Service");
  if (parent !== undefined) return { namespace: parent.namespace ?? namespace, name: parent.name };
  return { namespace, name: spec.hostnames?.[0] ?? manifest.metadata.name };
}

function istioName(entry: Json, namespace: string): string {
  const destination = recordOf(entry["destination"]);
  const host = textOf(destination["host"]) ?? "";
  return textOf(destination["subset"]) ?? serviceFromHost(host, namespace)?.name ?? host;
}

/** Weights are relative to their sum; Istio takes an absent one for 0, the Gateway API for 1. */
function shares(entries: readonly Json[], nameOf: (entry: Json) => string, absent: number): StandingWeight[] {
  if (entries.length === 1) return entries.map((entry) => ({ name: nameOf(entry), weightPercent: 100 }));
  const weights = entries.map((entry) => Math.max(numberOf(entry["weight"]) ?? absent, 0));
  const sum = weights.reduce((left, right) => left + right, 0);
  return entries.map((entry, index) => ({
    name: nameOf(entry),
    weightPercent: sum === 0 ? 0 : (100 * (weights[index] ?? 0)) / sum,
  }));
}

function faultOf(rule: Json): StandingRule["fault"] {
  try {
    return readFault(rule);
  } catch (error) {
    if (error instanceof IntentError) return "unreadable";
    throw error;
  }
}
