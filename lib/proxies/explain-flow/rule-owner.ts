import type { Owner } from "@/lib/proxies/provenance";

/**
 * The AuthorizationPolicy behind an RBAC policy's name, `ns[shop]-policy[deny-all]-rule[0]`; undefined for another name.
 * Source: Istio's authorization builder.
 */
export function ownerOfRule(rule: string): Owner | undefined {
  const [, namespace, name] = /ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[/.exec(rule) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    namespace,
    name,
    isGenerated: false,
  };
}
