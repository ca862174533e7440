import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import type { Finding, FindingEvidence } from "@/lib/config/finding";
import { connectionSecurity } from "@/lib/xds/connection-security";
import { resolveHost } from "@/lib/xds/host";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";
import { serviceRegistry, type XdsService } from "@/lib/xds/service-registry";
import type { TrafficPolicySpec } from "@/lib/xds/destination-rule-spec";
import { destinationRulesIn, keys, type DestinationRuleObject } from "./mesh-kinds";
import { fieldRepair } from "./repair";
import { podsWith, type PodFact } from "./workloads";

const modes = {
  DISABLE: "disable",
  ISTIO_MUTUAL: "istio_mutual",
  SIMPLE: "simple",
  MUTUAL: "mutual",
} as const;

type Wish = {
  readonly mode: keyof typeof modes;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
};

/** Every place of a rule that says how to connect, with the pods' labels that it is about. */
function wishesOf({ spec }: DestinationRuleObject): readonly Wish[] {
  const at = (
    policy: TrafficPolicySpec | undefined,
    path: string,
    labels: Wish["labels"],
  ): readonly Wish[] => {
    const mode = policy?.tls?.mode;
    return mode !== undefined && mode in modes
      ? [{ mode: mode as keyof typeof modes, path: `${path}.tls`, labels }]
      : [];
  };
  return [
    ...at(spec.trafficPolicy, "spec.trafficPolicy", {}),
    ...(spec.subsets ?? []).flatMap(({ trafficPolicy, labels }, index) =>
      at(trafficPolicy, `spec.subsets[${index}].trafficPolicy`, labels ?? {}),
    ),
  ];
}

/** HD0016: callers are told to connect in a way that the pods refuse. */
export const tlsConflict: Rule = {
  codes: ["HD0016"],
  reads: [keys.destinationRule, keys.peerAuthentication, keys.service, keys.serviceEntry, keys.pod],
  check: ({ objects }) => {
    if (objects[keys.peerAuthentication] === undefined) return [];
    return destinationRulesIn(objects).flatMap((rule) => {
      const wishes = wishesOf(rule);
      const service =
        wishes.length === 0
          ? undefined
          : serviceRegistry(objects).get(resolveHost(rule.spec.host, rule.namespace));
      const { selector } = service ?? {};
      if (service === undefined || selector === undefined || Object.keys(selector).length === 0) return [];
      const pods = podsWith(objects, service.namespace, selector) ?? [];
      return wishes.flatMap((wish) => conflict(objects, rule, wish, { service, pods }));
    });
  },
  /** Without a mode of its own Istio picks what the other side takes. */
  fix: (finding, { objects }) => fieldRepair(objects, finding, finding.path, undefined),
};

function conflict(
  objects: MeshObjects,
  rule: DestinationRuleObject,
  wish: Wish,
  { service, pods }: { readonly service: XdsService; readonly pods: readonly PodFact[] },
): readonly Finding[] {
  const own = pods.filter((pod) => selectorMatches(wish.labels, pod.labels));
  const refused = own.flatMap((pod) => {
    const { mode, decidedBy } = peerAuthenticationMode({
      objects,
      namespace: pod.namespace,
      labels: pod.labels,
    });
    const result = connectionSecurity({
      tlsMode: modes[wish.mode],
      clientInMesh: true,
      serverInMesh: pod.inMesh,
      serverMode: mode,
    });
    return result.kind === "refused" ? [{ pod, mode, decidedBy, reason: result.reason }] : [];
  });
  const [first] = refused;
  if (first === undefined) return [];
  const policy: readonly FindingEvidence[] =
    first.decidedBy === undefined
      ? []
      : [
          {
            kind: "object",
            object: {
              apiVersion: "security.istio.io/v1",
              kind: "PeerAuthentication",
              namespace: first.decidedBy.namespace,
              name: first.decidedBy.name,
            },
          },
        ];
  return [
    findingOn(rule.manifest, {
      code: "HD0016",
      severity: "error",
      path: wish.path,
      message: `Callers of ${service.host} use ${wish.mode}, and ${refused.length} of ${own.length} pods refuse it: ${first.reason}`,
      params: {
        host: service.host,
        mode: wish.mode,
        peer: first.mode,
        count: `${refused.length}`,
        total: `${own.length}`,
      },
      evidence: [
        { kind: "fact", label: "reason", value: first.reason },
        ...policy,
        ...refused.slice(0, 5).map(({ pod }) => ({ kind: "object" as const, object: pod.ref })),
      ],
      isFixable: true,
    }),
  ];
}
