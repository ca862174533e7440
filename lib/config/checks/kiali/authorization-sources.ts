import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { selectorOf } from "@/lib/config/checks/own/selected-workloads";
import { podsWith } from "@/lib/config/checks/own/workloads";
import type { Inventory, Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { meshConfig } from "@/lib/xds/mesh-config";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode } from "@/lib/xds/peer-authentication";

type Named = { readonly value: string; readonly path: string; readonly field: string };

const identityFields = ["principals", "notPrincipals", "namespaces", "notNamespaces"] as const;

function identitiesIn(policy: Manifest): readonly Named[] {
  return records(specOf(policy)["rules"]).flatMap(({ from }, rule) =>
    records(from).flatMap(({ source }, at) =>
      identityFields.flatMap((field) =>
        texts(record(source)[field]).map((value, index) => ({
          value,
          field,
          path: `spec.rules[${rule}].from[${at}].source.${field}[${index}]`,
        })),
      ),
    ),
  );
}

/** `trust.domain/ns/shop/sa/cart`; undefined for one with a wildcard, which may mean anybody. */
function partsOf(principal: string) {
  const match = /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal);
  return match === null
    ? undefined
    : { domain: match[1] ?? "", namespace: match[2] ?? "", account: match[3] ?? "" };
}

/** KIA0105, KIA0106, KIA0108: callers that a policy names and that can't be who it says. */
export const authorizationSources: Rule = {
  codes: ["KIA0105", "KIA0106", "KIA0108"],
  reads: [keys.authorizationPolicy, keys.serviceAccount, keys.peerAuthentication, keys.pod, keys.configMap],
  check: (inventory) =>
    (inventory.objects[keys.authorizationPolicy] ?? []).flatMap((policy) => {
      const identities = identitiesIn(policy);
      return [
        ...identities.flatMap((one) => unknownCaller(policy, one, inventory)),
        ...withoutMutualTls(policy, identities, inventory),
      ];
    }),
};

function unknownCaller(
  policy: Manifest,
  { value, path, field }: Named,
  { objects }: Inventory,
): readonly Finding[] {
  const parts = field.endsWith("rincipals") ? partsOf(value) : undefined;
  if (parts === undefined) return [];
  const { trustDomain, ...settings } = meshConfig(objects);
  const domains = new Set(["cluster.local", trustDomain ?? "", ...texts(settings["trustDomainAliases"])]);
  if (objects[keys.configMap] !== undefined && !domains.has(parts.domain)) {
    return [
      findingOn(policy, {
        code: "KIA0108",
        severity: "warning",
        path,
        message: `${parts.domain} is neither the trust domain of this mesh nor an alias of it`,
        params: { domain: parts.domain, principal: value },
      }),
    ];
  }
  const accounts = objects[keys.serviceAccount];
  const isKnown = accounts?.some(
    ({ metadata }) => metadata.name === parts.account && metadata.namespace === parts.namespace,
  );
  if (isKnown !== false) return [];
  return [
    findingOn(policy, {
      code: "KIA0106",
      severity: "error",
      path,
      message: `There is no service account ${parts.namespace}/${parts.account}`,
      params: { account: `${parts.namespace}/${parts.account}`, principal: value },
    }),
  ];
}

/** Without mTLS nobody proves who calls: a rule that asks for it matches no request. */
function withoutMutualTls(
  policy: Manifest,
  identities: readonly Named[],
  { objects }: Inventory,
): readonly Finding[] {
  const [first] = identities;
  const namespace = namespaceOf(policy);
  if (first === undefined || namespace === rootNamespace || objects[keys.peerAuthentication] === undefined)
    return [];
  // Most meshes disable mTLS nowhere, and then nothing has to be worked out for each pod.
  const policies = objects[keys.peerAuthentication] ?? [];
  if (!policies.some((one) => JSON.stringify(one.spec).includes("DISABLE"))) return [];
  const { labels } = selectorOf(policy);
  const pods = podsWith(objects, namespace, labels) ?? [];
  const isOff = (pod: (typeof pods)[number]) =>
    peerAuthenticationMode({ objects, namespace, labels: pod.labels }).mode === "DISABLE";
  if (pods.length === 0 || !pods.every(isOff)) return [];
  return [
    findingOn(policy, {
      code: "KIA0105",
      severity: "error",
      path: first.path,
      message: `${first.field} needs mTLS, which PeerAuthentication disables for these workloads`,
      params: { field: text(first.field) },
    }),
  ];
}
