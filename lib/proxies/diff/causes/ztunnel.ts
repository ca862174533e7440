import type { Cause } from "../change";
import type { CauseContext } from "./context";
import { serviceCause, serviceOfHost } from "./service";

/** The object that a ztunnel's workload, service or policy stands for: it is called after it. */
export function ztunnelCause(context: CauseContext): Cause | undefined {
  const [, group, name = ""] = /^(workloads|services|policies) (.*)$/.exec(context.resource) ?? [];
  if (group === "services") {
    const [namespace = "", host = ""] = name.split("/");
    return serviceCause(serviceOfHost(host, namespace), context);
  }
  if (group === "workloads") {
    const [, kind, namespace = "", own] =
      /^[^/]*\/[^/]*\/(Pod|WorkloadEntry)\/([^/]+)\/([^/]+)/.exec(name) ?? [];
    if (own === undefined || kind === undefined) return undefined;
    const apiVersion = kind === "Pod" ? "v1" : "networking.istio.io/v1";
    return { apiVersion, kind, namespace, name: own, confidence: "stated", reason: "endpoints" };
  }
  if (group !== "policies") return undefined;
  const [namespace = "", own = ""] = name.split("/");
  // What istiod makes of a PeerAuthentication is called after it. Source: istiod's ambient policies.
  const converted = /^converted_peer_authentication_(.+)$/.exec(own)?.[1];
  const isOther = converted === undefined && own.startsWith("istio_converted");
  if (isOther) return undefined;
  return {
    apiVersion: "security.istio.io/v1",
    kind: converted === undefined ? "AuthorizationPolicy" : "PeerAuthentication",
    namespace,
    name: converted ?? own,
    confidence: "stated",
    reason: "policy_name",
  };
}
