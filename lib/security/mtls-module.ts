import type { IntentModule } from "@/lib/changes/intent-module";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { MtlsIntent } from "@/lib/security/mtls-intent";
import { mtlsModes, type MtlsMode } from "@/lib/security/mtls-modes";
import {
  deleted,
  freeName,
  istioOnly,
  labelsAt,
  nameFromSelector,
  objectNameFrom,
  objectsIn,
  podLabelsOf,
  recordAt,
  securityGroup,
  selects,
  versionOf,
  withFields,
  written,
} from "@/lib/security/policy-objects";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";

const kind = "PeerAuthentication";
const key = `${securityGroup}/${kind}`;

/** What proxies accept: PeerAuthentication, of which each namespace has one for all its workloads. */
export const mtlsModule: IntentModule<MtlsIntent> = {
  fits: (_objects, _target, served) => istioOnly(served, securityGroup, kind),
  instances(objects, target) {
    const all = objectsIn(objects, key, target.namespace);
    return all
      .filter((manifest) => selects(objects, selectorOf(manifest), target))
      .map((manifest) => {
        const object = refFromManifest(manifest);
        const intent = intentFrom(manifest);
        const twin = all.find((one) => isSameJson(selectorOf(one), selectorOf(manifest)));
        const reason = twin === manifest ? "unknown_mode" : "older_twin";
        return {
          key: object.name,
          label: object.name,
          current:
            intent === undefined || twin !== manifest
              ? ({ ok: false, reason, object } as const)
              : ({ ok: true, intent, object } as const),
        };
      });
  },
  start(objects, target) {
    const selector = target.name === "" ? {} : { ...podLabelsOf(objects, target) };
    return {
      scope: scopeOf(target.namespace, selector),
      namespace: target.namespace,
      selector,
      mode: "STRICT",
      portModes: {},
    };
  },
  toManifests(intent, objects) {
    const before = standing(intent, objects);
    const spec = before?.spec ?? selectorSpec(intent);
    const after: Manifest = {
      ...(before ?? {
        apiVersion: versionOf(objects, securityGroup, kind),
        kind,
        metadata: { name: newName(intent, objects), namespace: intent.namespace },
      }),
      spec: withFields(spec, { mtls: mtlsOf(intent, spec), portLevelMtls: portsOf(intent, spec) }),
    };
    return written(before, after);
  },
  remove: (intent, objects) => deleted(standing(intent, objects)),
  refs: ({ namespace }, objects) =>
    [
      ...objectsIn(objects, key, namespace),
      ...(namespace === rootNamespace ? [] : objectsIn(objects, key, rootNamespace)),
    ].map(refFromManifest),
  target: ({ namespace, selector }) => ({ namespace, name: nameFromSelector(selector) }),
  title({ scope, namespace, selector, mode, portModes }) {
    const place = {
      mesh: "the whole mesh",
      namespace: `namespace ${namespace}`,
      workload: `${namespace}/${nameFromSelector(selector)}`,
    }[scope];
    const ports = Object.entries(portModes).map(([port, portMode]) => `, port ${port} ${portMode}`);
    return `mTLS ${mode} for ${place}${ports.join("")}`;
  },
};

function selectorOf(manifest: Manifest): Record<string, string> {
  return labelsAt(recordAt(manifest.spec, "selector"), "matchLabels");
}

function scopeOf(namespace: string, selector: Readonly<Record<string, string>>): MtlsIntent["scope"] {
  if (Object.keys(selector).length > 0) return "workload";
  return namespace === rootNamespace ? "mesh" : "namespace";
}

function modeOf(value: unknown): MtlsMode | undefined {
  const { mode } = recordAt({ value }, "value");
  return mode === undefined ? "UNSET" : mtlsModes.find((known) => known === mode);
}

/** The intent that an object holds; undefined for a mode that Istio does not know. */
function intentFrom(manifest: Manifest): MtlsIntent | undefined {
  const { spec, metadata } = manifest;
  const namespace = metadata.namespace ?? "";
  const selector = selectorOf(manifest);
  const mode = modeOf(spec?.["mtls"]);
  const portModes: Record<string, MtlsMode> = {};
  for (const [port, value] of Object.entries(recordAt(spec, "portLevelMtls"))) {
    const portMode = modeOf(value);
    if (portMode === undefined) return undefined;
    portModes[port] = portMode;
  }
  if (mode === undefined) return undefined;
  return { scope: scopeOf(namespace, selector), namespace, selector, mode, portModes };
}

/** The object that counts for exactly these workloads: the oldest with this selector. */
function standing(intent: MtlsIntent, objects: MeshObjects): Manifest | undefined {
  return objectsIn(objects, key, intent.namespace).find((manifest) =>
    isSameJson(selectorOf(manifest), intent.selector),
  );
}

function newName(intent: MtlsIntent, objects: MeshObjects): string {
  return freeName(
    objects,
    key,
    intent.namespace,
    objectNameFrom(nameFromSelector(intent.selector), "default"),
  );
}

function selectorSpec({ selector }: MtlsIntent): Record<string, unknown> {
  return Object.keys(selector).length === 0 ? {} : { selector: { matchLabels: { ...selector } } };
}

function mtlsOf({ mode }: MtlsIntent, spec: Record<string, unknown>): unknown {
  return mode === modeOf(spec["mtls"]) ? spec["mtls"] : { ...recordAt(spec, "mtls"), mode };
}

function portsOf({ portModes }: MtlsIntent, spec: Record<string, unknown>): unknown {
  const old = recordAt(spec, "portLevelMtls");
  const entries = Object.entries(portModes).map(([port, mode]) => [
    port,
    port in old && modeOf(old[port]) === mode ? old[port] : { ...recordAt(old, port), mode },
  ]);
  if (entries.length === 0) return Object.keys(old).length === 0 ? spec["portLevelMtls"] : undefined;
  return Object.fromEntries(entries);
}
