import type { CurrentIntent, IntentModule } from "@/lib/changes/intent-module";
import { isRecord, isSameJson, specList } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
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
  selects,
  textsAt,
  versionOf,
  withFields,
  written,
} from "@/lib/security/policy-objects";
import type { SidecarScopeIntent } from "@/lib/security/sidecar-scope-intent";
import { targetWords } from "@/lib/security/target-spec";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";

const group = "networking.istio.io";
const kind = "Sidecar";
const key = `${group}/${kind}`;

/** What proxies learn of the mesh: the listener without a port of a Sidecar. */
export const sidecarScopeModule: IntentModule<SidecarScopeIntent> = {
  fits: (_objects, _target, served) => istioOnly(served, group, kind),
  instances(objects, target) {
    const all = objectsIn(objects, key, target.namespace);
    return all
      .filter((manifest) => selects(objects, selectorOf(manifest), target))
      .map((manifest) => ({
        key: manifest.metadata.name,
        label: manifest.metadata.name,
        current:
          all.find((one) => isSameJson(selectorOf(one), selectorOf(manifest))) === manifest
            ? scopeFrom(manifest)
            : { ok: false, reason: "older_twin", object: refFromManifest(manifest) },
      }));
  },
  start: (objects, target) => ({
    namespace: target.namespace,
    selector: target.name === "" ? {} : { ...podLabelsOf(objects, target) },
    egressHosts: target.namespace === rootNamespace ? ["./*"] : ["./*", `${rootNamespace}/*`],
  }),
  toManifests(intent, objects) {
    const before = standing(intent, objects);
    const after: Manifest = {
      ...(before ?? {
        apiVersion: versionOf(objects, group, kind),
        kind,
        metadata: { name: newName(intent, objects), namespace: intent.namespace },
      }),
      spec: withFields(before?.spec ?? selectorSpec(intent), {
        egress: egressOf(intent.egressHosts, before),
        outboundTrafficPolicy: outboundOf(intent.outboundMode, before),
      }),
    };
    return written(before, after);
  },
  remove(intent, objects) {
    const before = standing(intent, objects);
    if (before === undefined) return [];
    const others =
      before === undefined ? [] : specList(before, "egress").filter((entry) => !isCatchAll(entry));
    const spec = withFields(before.spec ?? {}, {
      egress: others.length === 0 ? undefined : others,
      outboundTrafficPolicy: outboundOf(undefined, before),
    });
    const isEmpty = Object.keys(spec).every((field) => field === "workloadSelector");
    return isEmpty ? deleted(before) : written(before, { ...before, spec });
  },
  refs: ({ namespace }, objects) =>
    [...new Set([namespace, rootNamespace])].flatMap((one) =>
      objectsIn(objects, key, one).map(refFromManifest),
    ),
  target: ({ namespace, selector }) => ({ namespace, name: nameFromSelector(selector) }),
  title({ namespace, selector, egressHosts }) {
    const place = targetWords({ namespace, selector, targetRefs: [] });
    const count = `${egressHosts.length} ${egressHosts.length === 1 ? "host" : "hosts"}`;
    return `Limit ${place} to ${count}`;
  },
};

function selectorOf(manifest: Manifest): Record<string, string> {
  return labelsAt(recordAt(manifest.spec, "workloadSelector"), "labels");
}

/** The listener for all that no other listener is about. */
function isCatchAll(entry: Record<string, unknown>): boolean {
  return entry["port"] === undefined && (entry["bind"] ?? "") === "";
}

function scopeFrom(manifest: Manifest): CurrentIntent<SidecarScopeIntent> {
  const object = refFromManifest(manifest);
  const listeners = specList(manifest, "egress").filter(isCatchAll);
  const [listener] = listeners;
  if (listener === undefined) return { ok: false, reason: "no_egress", object };
  const hosts = textsAt(listener, "hosts");
  const mode = recordAt(manifest.spec, "outboundTrafficPolicy")["mode"];
  if (listeners.length > 1 || hosts === undefined || hosts.length === 0) {
    return { ok: false, reason: "unknown_field", object };
  }
  if (mode !== undefined && mode !== "ALLOW_ANY" && mode !== "REGISTRY_ONLY") {
    return { ok: false, reason: "unknown_mode", object };
  }
  return {
    ok: true,
    object,
    intent: {
      namespace: object.namespace,
      selector: selectorOf(manifest),
      egressHosts: hosts,
      ...(mode === undefined ? {} : { outboundMode: mode }),
    },
  };
}

function standing(intent: SidecarScopeIntent, objects: MeshObjects): Manifest | undefined {
  return objectsIn(objects, key, intent.namespace).find((manifest) =>
    isSameJson(selectorOf(manifest), intent.selector),
  );
}

function newName(intent: SidecarScopeIntent, objects: MeshObjects): string {
  const wanted = objectNameFrom(nameFromSelector(intent.selector), "default");
  return freeName(objects, key, intent.namespace, wanted);
}

function selectorSpec({ selector }: SidecarScopeIntent): Record<string, unknown> {
  return Object.keys(selector).length === 0 ? {} : { workloadSelector: { labels: { ...selector } } };
}

/** istiod wants the listener without a port behind all others. */
function egressOf(
  hosts: readonly string[],
  before: Manifest | undefined,
): readonly Record<string, unknown>[] {
  const live = before === undefined ? [] : specList(before, "egress");
  if (!live.some(isCatchAll)) return [...live, { hosts: [...hosts] }];
  return live.map((entry) => (isCatchAll(entry) ? { ...entry, hosts: [...hosts] } : entry));
}

function outboundOf(mode: SidecarScopeIntent["outboundMode"], before: Manifest | undefined): unknown {
  const old = before?.spec?.["outboundTrafficPolicy"];
  const rest = Object.entries(isRecord(old) ? old : {}).filter(([field]) => field !== "mode");
  if (mode !== undefined) return { ...(isRecord(old) ? old : {}), mode };
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
