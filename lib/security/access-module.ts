import type { CurrentIntent, IntentModule } from "@/lib/changes/intent-module";
import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { accessActions } from "@/lib/security/access-fields";
import type { AccessIntent } from "@/lib/security/access-intent";
import { readRule, writeRules } from "@/lib/security/access-rules";
import { accessTitle } from "@/lib/security/access-title";
import {
  deleted,
  freeName,
  istioOnly,
  objectNameFrom,
  objectsIn,
  podLabelsOf,
  securityGroup,
  versionOf,
  withFields,
  written,
} from "@/lib/security/policy-objects";
import { intentTarget, isAbout, targetFields, targetFromManifest } from "@/lib/security/target-spec";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";

const kind = "AuthorizationPolicy";
const key = `${securityGroup}/${kind}`;

/** Who may call what: one AuthorizationPolicy for each intent. */
export const accessModule: IntentModule<AccessIntent> = {
  fits: (_objects, _target, served) => istioOnly(served, securityGroup, kind),
  instances: (objects, target) =>
    objectsIn(objects, key, target.namespace)
      .filter((manifest) => isAbout(objects, manifest, target))
      .map((manifest) => ({
        key: manifest.metadata.name,
        label: manifest.metadata.name,
        current: accessFrom(manifest),
      })),
  start(objects, target) {
    const wanted = `${objectNameFrom(target.name, target.namespace)}-access`;
    return {
      target: {
        namespace: target.namespace,
        selector: target.name === "" ? {} : { ...podLabelsOf(objects, target) },
        targetRefs: [],
      },
      name: freeName(objects, key, target.namespace, wanted),
      // A DENY closes only what it names; an ALLOW would close the rest, which nobody asked for yet.
      action: "DENY",
      rules: [],
    };
  },
  toManifests(intent, objects) {
    const before = standing(intent, objects);
    const current = before === undefined ? undefined : accessFrom(before);
    if (current?.ok === false) {
      throw new IntentError(
        `The policy ${intent.name} holds what this form cannot show (${current.reason}): choose another name, or edit it as YAML`,
        { field: "name", reason: current.reason },
      );
    }
    const isSame = (field: "action" | "rules") =>
      current !== undefined && isSameJson(current.intent[field], intent[field]);
    const live = before?.spec?.["rules"];
    const rules = writeRules(intent.rules, Array.isArray(live) ? live : []);
    const after: Manifest = {
      ...(before ?? {
        apiVersion: versionOf(objects, securityGroup, kind),
        kind,
        metadata: { name: intent.name, namespace: intent.target.namespace },
      }),
      spec: withFields(before?.spec ?? {}, {
        ...targetFields(intent.target, before),
        ...(isSame("action") ? {} : { action: intent.action }),
        ...(isSame("rules") ? {} : { rules: rules.length === 0 ? undefined : rules }),
      }),
    };
    return written(before, after);
  },
  remove: (intent, objects) => deleted(standing(intent, objects)),
  refs: ({ target }, objects) =>
    // Whether everything else is closed depends on the other policies of the namespace and of the mesh.
    [...new Set([target.namespace, rootNamespace])].flatMap((namespace) =>
      objectsIn(objects, key, namespace).map(refFromManifest),
    ),
  target: ({ target }) => intentTarget(target),
  title: accessTitle,
};

function standing(intent: AccessIntent, objects: MeshObjects): Manifest | undefined {
  return objectsIn(objects, key, intent.target.namespace).find(
    ({ metadata }) => metadata.name === intent.name,
  );
}

/** The intent that a policy holds, or why the form has no room for it. */
function accessFrom(manifest: Manifest): CurrentIntent<AccessIntent> {
  const object = refFromManifest(manifest);
  const target = targetFromManifest(manifest);
  if (target === undefined) return { ok: false, reason: "target_kind", object };
  const word = manifest.spec?.["action"] ?? "ALLOW";
  if (word === "CUSTOM") return { ok: false, reason: "custom_provider", object };
  const action = accessActions.find((known) => known === word);
  if (action === undefined) return { ok: false, reason: "unknown_field", object };
  const raw = manifest.spec?.["rules"];
  const read = (Array.isArray(raw) ? raw : []).map(readRule);
  const unreadable = read.find((one) => "reason" in one);
  if (unreadable !== undefined) return { ok: false, reason: unreadable.reason, object };
  const rules = read.flatMap((one) => ("rules" in one ? one.rules : []));
  return { ok: true, intent: { target, name: object.name, action, rules: [...rules] }, object };
}
