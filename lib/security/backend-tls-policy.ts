import type { RenderedObject } from "@/lib/changes/change-set";
import {
  IntentError,
  type CurrentIntent,
  type IntentInstance,
  type IntentTarget,
} from "@/lib/changes/intent-module";
import { isRecord, specList } from "@/lib/config/clean-manifest";
import { serviceSpec } from "@/lib/config/kubernetes-service";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { hostFromService } from "@/lib/mesh/service-host";
import { objectNameOfHost, serviceOfHost } from "@/lib/security/backend-host";
import type { BackendTlsIntent } from "@/lib/security/backend-tls-intent";
import {
  deleted,
  freeName,
  objectsIn,
  recordAt,
  versionOf,
  withFields,
  written,
} from "@/lib/security/policy-objects";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const group = "gateway.networking.k8s.io";
const kind = "BackendTLSPolicy";
export const backendTlsPolicyKey = `${group}/${kind}`;

/** BackendTLSPolicies about the target. */
export function policyInstances(
  objects: MeshObjects,
  target: IntentTarget,
): readonly IntentInstance<BackendTlsIntent>[] {
  return objectsIn(objects, backendTlsPolicyKey, target.namespace)
    .filter((manifest) => target.name === "" || refsOf(manifest).some(({ name }) => name === target.name))
    .map((manifest) => ({
      key: `${kind}/${manifest.metadata.name}`,
      label: manifest.metadata.name,
      current: intentFrom(manifest, objects),
    }));
}

type Ref = { readonly name: string; readonly sectionName?: string };

/** The Services that a policy is attached to. */
function refsOf(manifest: Manifest): readonly Ref[] {
  return specList(manifest, "targetRefs").flatMap((ref) => {
    const { name, sectionName } = ref;
    if (ref["kind"] !== "Service" || typeof name !== "string") return [];
    return [{ name, ...(typeof sectionName === "string" ? { sectionName } : {}) }];
  });
}

function portsOf(objects: MeshObjects, namespace: string, name: string) {
  const service = objectsIn(objects, "/Service", namespace).find(({ metadata }) => metadata.name === name);
  return service === undefined ? [] : serviceSpec(service).ports;
}

function intentFrom(manifest: Manifest, objects: MeshObjects): CurrentIntent<BackendTlsIntent> {
  const object = refFromManifest(manifest);
  const fail = (reason: string) => ({ ok: false, reason, object }) as const;
  const [ref, ...others] = refsOf(manifest);
  if (ref === undefined) return fail("target_kind");
  if (others.length > 0 || specList(manifest, "targetRefs").length > 1) return fail("several_targets");
  const port = portsOf(objects, object.namespace, ref.name).find(
    ({ name }) => name === ref.sectionName,
  )?.port;
  if (ref.sectionName !== undefined && port === undefined) return fail("unknown_port");
  const validation = recordAt(manifest.spec, "validation");
  const credentialName = configMapOf(validation["caCertificateRefs"]);
  const subjectAltNames = namesOf(validation["subjectAltNames"]);
  const sni = validation["hostname"];
  if (credentialName === null || subjectAltNames === undefined || typeof sni !== "string")
    return fail("unknown_field");
  return {
    ok: true,
    object,
    intent: {
      api: "gateway",
      namespace: object.namespace,
      host: hostFromService({ namespace: object.namespace, name: ref.name }),
      ...(ref.sectionName === undefined || port === undefined ? {} : { port }),
      mode: "SIMPLE",
      sni,
      subjectAltNames: [...subjectAltNames],
      ...(credentialName === undefined ? {} : { credentialName }),
      insecureSkipVerify: false,
    },
  };
}

/** The only ConfigMap of a list of references; undefined for none, null for anything else. */
function configMapOf(refs: unknown): string | undefined | null {
  const list: readonly unknown[] = Array.isArray(refs) ? refs : [];
  const [ref, ...others] = list;
  if (ref === undefined) return undefined;
  if (others.length > 0 || !isRecord(ref) || ref["kind"] !== "ConfigMap") return null;
  return typeof ref["name"] === "string" ? ref["name"] : null;
}

function namesOf(list: unknown): readonly string[] | undefined {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const names = entries.flatMap((entry) => {
    const name = isRecord(entry) ? (entry["hostname"] ?? entry["uri"]) : undefined;
    return typeof name === "string" ? [name] : [];
  });
  return names.length === entries.length ? names : undefined;
}

function sectionOf(intent: BackendTlsIntent, objects: MeshObjects, service: string): string | undefined {
  if (intent.port === undefined) return undefined;
  const port = portsOf(objects, intent.namespace, service).find((one) => one.port === intent.port);
  if (port?.name !== undefined && port.name !== "") return port.name;
  throw new IntentError(
    `Port ${intent.port} of ${intent.namespace}/${service} has no name, by which a BackendTLSPolicy would know it: leave the port out, or name it in the Service`,
    { field: "port", reason: "unnamed_port" },
  );
}

function standing(intent: BackendTlsIntent, objects: MeshObjects, service: string): Manifest | undefined {
  const sectionName = sectionOf(intent, objects, service);
  return objectsIn(objects, backendTlsPolicyKey, intent.namespace).find((manifest) =>
    refsOf(manifest).some((ref) => ref.name === service && ref.sectionName === sectionName),
  );
}

function serviceNameOf({ host }: BackendTlsIntent): string {
  const service = serviceOfHost(host);
  if (service !== undefined) return service.name;
  throw new IntentError(`${host} is no Service, to which alone a BackendTLSPolicy is attached`, {
    field: "host",
    reason: "no_service",
  });
}

/** The BackendTLSPolicy of the service or of one port of it. */
export function policyToManifests(intent: BackendTlsIntent, objects: MeshObjects): readonly RenderedObject[] {
  const service = serviceNameOf(intent);
  const before = standing(intent, objects, service);
  const current = before === undefined ? undefined : intentFrom(before, objects);
  if (current?.ok === false) {
    throw new IntentError(
      `${before?.metadata.name ?? service} holds what this form cannot show (${current.reason}): edit it as YAML`,
      { field: "host", reason: current.reason },
    );
  }
  const sectionName = sectionOf(intent, objects, service);
  const base: Manifest = before ?? {
    apiVersion: versionOf(objects, group, kind),
    kind,
    metadata: {
      name: freeName(objects, backendTlsPolicyKey, intent.namespace, `${objectNameOfHost(intent.host)}-tls`),
      namespace: intent.namespace,
    },
    spec: {
      targetRefs: [
        { group: "", kind: "Service", name: service, ...(sectionName === undefined ? {} : { sectionName }) },
      ],
    },
  };
  const validation = validationOf(intent, recordAt(base.spec, "validation"));
  return written(before, { ...base, spec: { ...base.spec, validation } });
}

function validationOf(
  { sni, credentialName, subjectAltNames }: BackendTlsIntent,
  old: Record<string, unknown>,
): Record<string, unknown> {
  const isKept = credentialName !== undefined && configMapOf(old["caCertificateRefs"]) === credentialName;
  const names = namesOf(old["subjectAltNames"]) ?? [];
  const isSame =
    names.length === subjectAltNames.length && names.every((name, at) => name === subjectAltNames[at]);
  return withFields(old, {
    hostname: sni,
    ...(credentialName === undefined
      ? { caCertificateRefs: undefined, wellKnownCACertificates: "System" }
      : {
          ...(isKept ? {} : { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: credentialName }] }),
          wellKnownCACertificates: undefined,
        }),
    ...(isSame
      ? {}
      : { subjectAltNames: subjectAltNames.length === 0 ? undefined : subjectAltNames.map(alternativeName) }),
  });
}

function alternativeName(name: string): Record<string, string> {
  return name.includes("://") ? { type: "URI", uri: name } : { type: "Hostname", hostname: name };
}

/** Takes the policy away, or the service out of one that others share. */
export function policyRemoved(intent: BackendTlsIntent, objects: MeshObjects): readonly RenderedObject[] {
  const service = serviceNameOf(intent);
  const before = standing(intent, objects, service);
  if (before === undefined) return [];
  const sectionName = sectionOf(intent, objects, service);
  const targetRefs = specList(before, "targetRefs").filter(
    (ref) => ref["name"] !== service || (ref["sectionName"] ?? undefined) !== sectionName,
  );
  if (targetRefs.length === 0) return deleted(before);
  return written(before, { ...before, spec: { ...before.spec, targetRefs } });
}
