import { z } from "zod";
import type { NetworkPolicyEvidence } from "@/lib/causes/policy-evidence";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { MeshWorkload } from "@/lib/effective/mesh-workloads";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const selectorSchema = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() }))
    .nullish(),
});
const peerSchema = z.looseObject({
  podSelector: selectorSchema.nullish(),
  namespaceSelector: selectorSchema.nullish(),
  ipBlock: z.unknown().optional(),
});
const portsSchema = z
  .array(
    z.looseObject({
      port: z.union([z.number(), z.string()]).nullish(),
      endPort: z.number().nullish(),
      protocol: z.string().nullish(),
    }),
  )
  .nullish();
const policySchema = z.looseObject({
  podSelector: selectorSchema.nullish(),
  policyTypes: z.array(z.string()).nullish(),
  ingress: z.array(z.looseObject({ from: z.array(peerSchema).nullish(), ports: portsSchema })).nullish(),
  egress: z.array(z.looseObject({ to: z.array(peerSchema).nullish(), ports: portsSchema })).nullish(),
});
type Selector = z.infer<typeof selectorSchema>;
type Rule = {
  readonly peers: readonly z.infer<typeof peerSchema>[];
  readonly ports: NonNullable<z.infer<typeof portsSchema>>;
};
type Policy = {
  readonly manifest: Manifest;
  readonly selector: Selector;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
};
type End = Pick<MeshWorkload, "namespace" | "labels">;
/** What a connection needs: its two ends and the port of the destination's pods, with that port's name. */
type Connection = {
  readonly caller: End | undefined;
  readonly destination: End | undefined;
  readonly ports: readonly (number | string)[];
};
type Verdict = NetworkPolicyEvidence["verdict"];

/**
 * The NetworkPolicies that select one of the two ends, with what each side's policies together say of the connection:
 * a pod that any policy of a direction selects takes only what one of them allows. Source: Kubernetes' NetworkPolicy API.
 */
export function networkPolicyEvidence(
  objects: MeshObjects,
  list: readonly Manifest[],
  connection: Connection,
): readonly NetworkPolicyEvidence[] {
  const policies = list.flatMap(policyFrom);
  const { caller, destination } = connection;
  const namespaces = labelsOfNamespaces(objects);
  const sideOf = (
    side: NetworkPolicyEvidence["side"],
    end: End | undefined,
    other: End | undefined,
    rulesOf: (policy: Policy) => readonly Rule[] | undefined,
  ): readonly NetworkPolicyEvidence[] => {
    if (end === undefined) return [];
    const selecting = policies.filter(
      (policy) =>
        policy.manifest.metadata.namespace === end.namespace &&
        matches(policy.selector, end.labels) &&
        rulesOf(policy) !== undefined,
    );
    const verdicts = selecting
      .flatMap((policy) => rulesOf(policy) ?? [])
      .map((rule) => ruleVerdict(rule, other, { namespaces, own: end.namespace }, connection.ports));
    const verdict: Verdict = verdicts.includes("allows")
      ? "allows"
      : verdicts.includes("depends")
        ? "depends"
        : "blocks";
    return selecting.map(({ manifest }) => ({ ref: refFromManifest(manifest), side, verdict }));
  };
  return [
    ...sideOf("destination", destination, caller, ({ ingress }) => ingress),
    ...sideOf("caller", caller, destination, ({ egress }) => egress),
  ];
}

function policyFrom(manifest: Manifest): readonly Policy[] {
  const parsed = policySchema.safeParse(manifest.spec ?? {});
  if (!parsed.success) return [];
  const { podSelector, policyTypes, ingress, egress } = parsed.data;
  const types = policyTypes ?? ["Ingress", ...(egress === null || egress === undefined ? [] : ["Egress"])];
  const ruleOf =
    (key: "from" | "to") =>
    (rule: Record<string, unknown>): Rule => ({
      peers: (rule[key] as Rule["peers"] | null | undefined) ?? [],
      ports: (rule["ports"] as Rule["ports"] | null | undefined) ?? [],
    });
  return [
    {
      manifest,
      selector: podSelector ?? {},
      ...(types.includes("Ingress") ? { ingress: (ingress ?? []).map(ruleOf("from")) } : {}),
      ...(types.includes("Egress") ? { egress: (egress ?? []).map(ruleOf("to")) } : {}),
    },
  ];
}

const nameLabel = "kubernetes.io/metadata.name";
type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

function labelsOfNamespaces(objects: MeshObjects): NamespaceLabels {
  return new Map(
    (objects["/Namespace"] ?? []).map(({ metadata }) => [
      metadata.name,
      { [nameLabel]: metadata.name, ...metadata.labels },
    ]),
  );
}

function ruleVerdict(
  { peers, ports }: Rule,
  other: End | undefined,
  {
    namespaces,
    own,
  }: {
    readonly namespaces: NamespaceLabels;
    readonly own: string;
  },
  wanted: readonly (number | string)[],
): Verdict {
  const takesPort =
    ports.length === 0 ||
    wanted.length === 0 ||
    ports.some(({ port, endPort }) =>
      wanted.some(
        (one) =>
          port === null ||
          port === undefined ||
          port === one ||
          (typeof port === "number" &&
            typeof one === "number" &&
            typeof endPort === "number" &&
            one >= port &&
            one <= endPort),
      ),
    );
  if (!takesPort) return "blocks";
  if (peers.length === 0) return "allows";
  if (other === undefined) return "depends";
  const found = peers.map((peer) => isPeer(peer, other, namespaces, own));
  if (found.includes(true)) return "allows";
  return found.includes(undefined) ? "depends" : "blocks";
}

/** Whether the other end is the peer; undefined where an address or labels that nobody could read decide. */
function isPeer(
  { podSelector, namespaceSelector, ipBlock }: Rule["peers"][number],
  other: End,
  namespaces: NamespaceLabels,
  own: string,
): boolean | undefined {
  if (ipBlock !== undefined && ipBlock !== null) return undefined;
  if (!matches(podSelector ?? {}, other.labels)) return false;
  return namespaceSelector === undefined || namespaceSelector === null
    ? other.namespace === own
    : matchesNamespace(namespaceSelector, other.namespace, namespaces);
}

/** A namespace's name is a label that Kubernetes itself sets; its others are known only where it could be read. */
function matchesNamespace(
  selector: Selector,
  name: string,
  namespaces: NamespaceLabels,
): boolean | undefined {
  const labels = namespaces.get(name);
  if (labels !== undefined) return matches(selector, labels);
  const { matchLabels, matchExpressions } = selector;
  const keys = [...Object.keys(matchLabels ?? {}), ...(matchExpressions ?? []).map(({ key }) => key)];
  return keys.every((key) => key === nameLabel) ? matches(selector, { [nameLabel]: name }) : undefined;
}

function matches(
  { matchLabels, matchExpressions }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && (values ?? []).includes(value);
        case "NotIn":
          return value === undefined || !(values ?? []).includes(value);
        case "Exists":
          return value !== undefined;
        default:
          return operator === "DoesNotExist" && value === undefined;
      }
    })
  );
}
