import type { RenderedObject } from "@/lib/changes/change-set";
import type { CurrentIntent, IntentInstance, IntentTarget } from "@/lib/changes/intent-module";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { isRecord, isSameJson } from "@/lib/config/clean-manifest";
import { destinationRuleSpec } from "@/lib/config/destination-rule";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { fullHost, objectNameOfHost, targetOfHost } from "@/lib/security/backend-host";
import type { BackendTlsIntent } from "@/lib/security/backend-tls-intent";
import { backendTlsModes } from "@/lib/security/backend-tls-modes";
import {
  deleted,
  freeName,
  grouped,
  objectsIn,
  recordAt,
  textsAt,
  versionOf,
  withFields,
  written,
} from "@/lib/security/policy-objects";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const group = "networking.istio.io";
const kind = "DestinationRule";
export const destinationRuleKey = `${group}/${kind}`;

/** Settings of a DestinationRule that a port with settings of its own does not inherit. */
const ownedByPort = ["loadBalancer", "connectionPool", "outlierDetection"] as const;

const noRules: readonly Manifest[] = [];
const targetKey = ({ namespace, name }: IntentTarget): string => `${namespace}/${name}`;

const rulesByTarget = memoByIdentity((rules: readonly Manifest[]) =>
  grouped(rules, (manifest) => {
    const namespace = manifest.metadata.namespace ?? "";
    return targetKey(targetOfHost(fullHost(destinationRuleSpec(manifest).host, namespace), namespace));
  }),
);

/** TLS settings in DestinationRules about the target, one for a rule and one for each port that differs. */
export function ruleInstances(
  objects: MeshObjects,
  target: IntentTarget,
): readonly IntentInstance<BackendTlsIntent>[] {
  const rules =
    target.name === ""
      ? objectsIn(objects, destinationRuleKey, target.namespace)
      : (rulesByTarget(objects[destinationRuleKey] ?? noRules).get(targetKey(target)) ?? []);
  return rules.flatMap((manifest) => {
    const namespace = manifest.metadata.namespace ?? "";
    const name =
      namespace === target.namespace ? manifest.metadata.name : `${namespace}/${manifest.metadata.name}`;
    const policy = recordAt(manifest.spec, "trafficPolicy");
    const whole = isRecord(policy["tls"]) ? [undefined] : [];
    const ports = portSettings(policy).flatMap((entry) => (isRecord(entry["tls"]) ? [portOf(entry)] : []));
    return [...whole, ...ports].map((port) => ({
      key: port === undefined ? name : `${name}:${port}`,
      label: port === undefined ? name : `${name}:${port}`,
      current: intentFrom(manifest, port),
    }));
  });
}

function portSettings(policy: Record<string, unknown>): readonly Record<string, unknown>[] {
  const list = policy["portLevelSettings"];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function portOf(entry: Record<string, unknown>): number | undefined {
  const { number } = recordAt(entry, "port");
  return typeof number === "number" ? number : undefined;
}

function intentFrom(manifest: Manifest, port: number | undefined): CurrentIntent<BackendTlsIntent> {
  const object = refFromManifest(manifest);
  if (manifest.spec?.["workloadSelector"] !== undefined)
    return { ok: false, reason: "workload_selector", object };
  const policy = recordAt(manifest.spec, "trafficPolicy");
  const holder = port === undefined ? policy : portSettings(policy).find((entry) => portOf(entry) === port);
  const tls = recordAt(holder, "tls");
  const mode = backendTlsModes.find((known) => known === (tls["mode"] ?? "DISABLE"));
  const subjectAltNames = textsAt(tls, "subjectAltNames");
  if (mode === undefined || subjectAltNames === undefined)
    return { ok: false, reason: "unknown_mode", object };
  const text = (field: string) => {
    const value = tls[field];
    return typeof value === "string" && value !== "" ? { [field]: value } : {};
  };
  return {
    ok: true,
    object,
    intent: {
      api: "istio",
      namespace: object.namespace,
      host: fullHost(destinationRuleSpec(manifest).host, object.namespace),
      ...(port === undefined ? {} : { port }),
      mode,
      ...text("sni"),
      subjectAltNames,
      ...text("credentialName"),
      ...text("caCertificates"),
      ...text("clientCertificate"),
      ...text("privateKey"),
      insecureSkipVerify: tls["insecureSkipVerify"] === true,
    },
  };
}

/** The oldest rule for the host in the intent's namespace that counts for every client. */
export function standingRule(intent: BackendTlsIntent, objects: MeshObjects): Manifest | undefined {
  return objectsIn(objects, destinationRuleKey, intent.namespace).find(
    (manifest) =>
      manifest.spec?.["workloadSelector"] === undefined &&
      fullHost(destinationRuleSpec(manifest).host, intent.namespace) === intent.host,
  );
}

/** The DestinationRule with the intent's TLS settings, for the host or for one port of it. */
export function ruleToManifests(intent: BackendTlsIntent, objects: MeshObjects): readonly RenderedObject[] {
  const before = standingRule(intent, objects);
  const base: Manifest = before ?? {
    apiVersion: versionOf(objects, group, kind),
    kind,
    metadata: {
      name: freeName(objects, destinationRuleKey, intent.namespace, objectNameOfHost(intent.host)),
      namespace: intent.namespace,
    },
    spec: { host: intent.host },
  };
  const policy = recordAt(base.spec, "trafficPolicy");
  const next =
    intent.port === undefined ? withFields(policy, { tls: tlsOf(intent, policy) }) : withPort(intent, policy);
  return written(before, { ...base, spec: { ...base.spec, trafficPolicy: next } });
}

function tlsOf(intent: BackendTlsIntent, holder: Record<string, unknown>): Record<string, unknown> {
  const { mode, subjectAltNames, insecureSkipVerify } = intent;
  return withFields(recordAt(holder, "tls"), {
    mode,
    sni: intent.sni,
    subjectAltNames: subjectAltNames.length === 0 ? undefined : [...subjectAltNames],
    credentialName: intent.credentialName,
    caCertificates: intent.caCertificates,
    clientCertificate: intent.clientCertificate,
    privateKey: intent.privateKey,
    insecureSkipVerify: insecureSkipVerify ? true : undefined,
  });
}

function inherited(policy: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    ownedByPort.flatMap((field) => (field in policy ? [[field, policy[field]]] : [])),
  );
}

function withPort(intent: BackendTlsIntent, policy: Record<string, unknown>): Record<string, unknown> {
  const list = portSettings(policy);
  const isPort = (entry: Record<string, unknown>) => portOf(entry) === intent.port;
  const entries = list.some(isPort)
    ? list.map((entry) => (isPort(entry) ? withFields(entry, { tls: tlsOf(intent, entry) }) : entry))
    : // A port with settings of its own takes none of the rule's, so it gets copies of those that counted.
      [...list, { port: { number: intent.port }, ...inherited(policy), tls: tlsOf(intent, {}) }];
  return { ...policy, portLevelSettings: entries };
}

/** The rule without the intent's TLS settings; a rule that says nothing any more is deleted. */
export function ruleRemoved(intent: BackendTlsIntent, objects: MeshObjects): readonly RenderedObject[] {
  const before = standingRule(intent, objects);
  if (before === undefined) return [];
  const policy = recordAt(before.spec, "trafficPolicy");
  const next =
    intent.port === undefined ? withFields(policy, { tls: undefined }) : withoutPort(intent.port, policy);
  const isEmpty = Object.keys(next).length === 0;
  const spec = withFields(before.spec ?? {}, { trafficPolicy: isEmpty ? undefined : next });
  const isLeft = Object.keys(spec).some((field) => !["host", "exportTo"].includes(field));
  return isLeft ? written(before, { ...before, spec }) : deleted(before);
}

function withoutPort(port: number, policy: Record<string, unknown>): Record<string, unknown> {
  const entries = portSettings(policy).flatMap((entry) => {
    if (portOf(entry) !== port) return [entry];
    const { tls: _tls, port: number, ...rest } = entry;
    return isSameJson(rest, inherited(policy)) ? [] : [{ port: number, ...rest }];
  });
  return withFields(policy, { portLevelSettings: entries.length === 0 ? undefined : entries });
}
