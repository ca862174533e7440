import { labelsAt, objectsIn, recordAt } from "@/lib/security/policy-objects";
import { targetFromManifest } from "@/lib/security/target-spec";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshWorkload } from "@/lib/effective/mesh-workloads";
import { rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode, type MutualTlsMode } from "@/lib/xds/peer-authentication";
import { sidecarFor } from "@/lib/xds/proxy-scope";

type Named = { readonly namespace: string; readonly name: string };

export type PolicyMark = Named & {
  readonly action: "ALLOW" | "DENY" | "AUDIT" | "CUSTOM";
  /** Counted, but not enforced (`istio.io/dry-run`). */
  readonly isTrial: boolean;
};

/** The policies in force on a workload. A part is absent while its objects are unknown. */
export type WorkloadPolicies = {
  readonly access?: {
    readonly policies: readonly PolicyMark[];
    /** Whether an enforced ALLOW refuses what no rule allows. */
    readonly isClosed: boolean;
  };
  readonly tokens?: {
    readonly policies: readonly Named[];
    /** Whether requests without a token are refused, all of them. */
    readonly isRequired: boolean;
  };
  /** The Sidecar that limits what its proxies learn. */
  readonly sidecar?: Named;
  /** Ports whose mTLS mode differs from the workload's. */
  readonly portModes: Readonly<Record<string, MutualTlsMode>>;
};

const accessKey = "security.istio.io/AuthorizationPolicy";
const tokenKey = "security.istio.io/RequestAuthentication";
const actions = ["ALLOW", "DENY", "AUDIT", "CUSTOM"] as const;

/** What counts for a workload, from the objects of its namespace and of the root namespace. */
export function policiesOf(objects: MeshObjects, workload: MeshWorkload): WorkloadPolicies {
  const { namespace, labels, dataplane } = workload;
  const own = (key: string) => policiesFor(objects, key, workload);
  const access = own(accessKey);
  const tokens = own(tokenKey);
  const marks = (access ?? []).flatMap(markOf);
  const sidecar = dataplane === "sidecar" ? sidecarFor(objects, { namespace, labels }) : undefined;
  return {
    ...(access === undefined
      ? {}
      : {
          access: {
            policies: marks,
            isClosed: marks.some(({ action, isTrial }) => action === "ALLOW" && !isTrial),
          },
        }),
    ...(tokens === undefined
      ? {}
      : {
          tokens: {
            policies: tokens.map(nameOf),
            isRequired: tokens.length > 0 && (access ?? []).some(refusesTokenless),
          },
        }),
    ...(sidecar === undefined ? {} : { sidecar: { namespace: sidecar.namespace, name: sidecar.name } }),
    portModes: portModesOf(objects, workload),
  };
}

function nameOf({ metadata }: Manifest): Named {
  return { namespace: metadata.namespace ?? "", name: metadata.name };
}

function markOf(policy: Manifest): readonly PolicyMark[] {
  const word = policy.spec?.["action"] ?? "ALLOW";
  const action = actions.find((known) => known === word);
  const isTrial = policy.metadata.annotations?.["istio.io/dry-run"] === "true";
  return action === undefined ? [] : [{ ...nameOf(policy), action, isTrial }];
}

/** Policies with a selector of the pods or none, and those attached to a gateway or to a service of the workload. */
function policiesFor(
  objects: MeshObjects,
  key: string,
  workload: MeshWorkload,
): readonly Manifest[] | undefined {
  if (objects[key] === undefined) return undefined;
  const { namespace, labels } = workload;
  return [...new Set([namespace, rootNamespace])]
    .flatMap((place) => objectsIn(objects, key, place))
    .filter((policy) => {
      const target = targetFromManifest(policy);
      if (target === undefined) return false;
      if (target.targetRefs.length === 0) return selectorMatches(target.selector, labels);
      return target.targetRefs.some(({ kind, name }) =>
        kind === "Gateway"
          ? labels["gateway.networking.k8s.io/gateway-name"] === name && target.namespace === namespace
          : kind === "Service" && target.namespace === namespace && isBehind(objects, name, workload),
      );
    });
}

function isBehind(objects: MeshObjects, service: string, { namespace, labels }: MeshWorkload): boolean {
  const found = objectsIn(objects, "/Service", namespace).find(({ metadata }) => metadata.name === service);
  const selector = labelsAt(found?.spec, "selector");
  return Object.keys(selector).length > 0 && selectorMatches(selector, labels);
}

/** A DENY with a rule that asks for nothing but a missing token. */
function refusesTokenless(policy: Manifest): boolean {
  const rules = policy.spec?.["rules"];
  if (policy.spec?.["action"] !== "DENY" || !Array.isArray(rules)) return false;
  return rules.some((rule: unknown) =>
    isSameJson(rule, { from: [{ source: { notRequestPrincipals: ["*"] } }] }),
  );
}

function portModesOf(objects: MeshObjects, workload: MeshWorkload): Record<string, MutualTlsMode> {
  const { namespace, labels } = workload;
  const whole = peerAuthenticationMode({ objects, namespace, labels }).mode;
  const ports = objectsIn(objects, "security.istio.io/PeerAuthentication", namespace)
    .filter(({ spec }) => {
      const selector = labelsAt(recordAt(spec, "selector"), "matchLabels");
      return Object.keys(selector).length > 0 && selectorMatches(selector, labels);
    })
    .flatMap(({ spec }) => Object.keys(recordAt(spec, "portLevelMtls")));
  return Object.fromEntries(
    [...new Set(ports)].flatMap((port) => {
      const { mode } = peerAuthenticationMode({ objects, namespace, labels, port: Number(port) });
      return mode === whole ? [] : [[port, mode] as const];
    }),
  );
}
