import type { CurrentIntent, IntentModule } from "@/lib/changes/intent-module";
import { IntentError } from "@/lib/changes/intent-module";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { isSameJson } from "@/lib/config/clean-manifest";
import type { JwtIntent } from "@/lib/security/jwt-intent";
import { readIssuers, writeIssuers } from "@/lib/security/jwt-rules";
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
import type { PolicyTarget } from "@/lib/security/policy-target";
import {
  intentTarget,
  isAbout,
  targetFields,
  targetFromManifest,
  targetWords,
} from "@/lib/security/target-spec";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

const kind = "RequestAuthentication";
const key = `${securityGroup}/${kind}`;
const policyKind = "AuthorizationPolicy";
const policyKey = `${securityGroup}/${policyKind}`;

/** Whose tokens count: a RequestAuthentication and, where a token is needed, the policy that refuses the rest. */
export const jwtModule: IntentModule<JwtIntent> = {
  fits: (_objects, _target, served) => istioOnly(served, securityGroup, kind),
  instances: (objects, target) =>
    objectsIn(objects, key, target.namespace)
      .filter((manifest) => isAbout(objects, manifest, target))
      .map((manifest) => ({
        key: manifest.metadata.name,
        label: manifest.metadata.name,
        current: jwtFrom(manifest, objects),
      })),
  start(objects, target) {
    const wanted = `${objectNameFrom(target.name, target.namespace)}-jwt`;
    return {
      target: {
        namespace: target.namespace,
        selector: target.name === "" ? {} : { ...podLabelsOf(objects, target) },
        targetRefs: [],
      },
      name: freeName(objects, key, target.namespace, wanted),
      issuers: [{ issuer: "", audiences: [], fromHeaders: [], fromParams: [], forwardOriginalToken: false }],
      requireToken: true,
    };
  },
  toManifests(intent, objects) {
    const before = standing(intent, objects);
    if (before !== undefined) refuseUnreadable(intent, jwtFrom(before, objects));
    const authentication = written(before, authenticationOf(intent, before, objects));
    const policies = requirePolicies(intent.target, objects);
    if (intent.requireToken && policies.length === 0) {
      return [...authentication, ...written(undefined, requirePolicy(intent, objects))];
    }
    // Moved to other pods, the policy that it had would go on refusing the requests to the old ones.
    const old = before === undefined ? undefined : targetFromManifest(before);
    const moved =
      old !== undefined && !isSameJson(old, intent.target) ? loneRequirePolicies(old, objects) : [];
    const dropped = intent.requireToken ? moved : [...policies, ...moved];
    return [...authentication, ...dropped.flatMap(deleted)];
  },
  // The policy goes first: without keys to check with it would refuse every request.
  remove: (intent, objects) => [
    ...(intent.requireToken ? loneRequirePolicies(intent.target, objects) : []).flatMap(deleted),
    ...deleted(standing(intent, objects)),
  ],
  refs: ({ target }, objects) =>
    [...objectsIn(objects, key, target.namespace), ...requirePolicies(target, objects)].map(refFromManifest),
  target: ({ target }) => intentTarget(target),
  title: ({ target, issuers, requireToken }) => {
    const names = issuers.map(({ issuer }) => issuer).join(", ");
    return `${requireToken ? "Require" : "Check"} tokens of ${names} on ${targetWords(target)}`;
  },
};

function standing(intent: JwtIntent, objects: MeshObjects): Manifest | undefined {
  return objectsIn(objects, key, intent.target.namespace).find(
    ({ metadata }) => metadata.name === intent.name,
  );
}

function refuseUnreadable(intent: JwtIntent, current: CurrentIntent<JwtIntent>): void {
  if (current.ok) return;
  throw new IntentError(
    `${intent.name} holds what this form cannot show (${current.reason}): choose another name, or edit it as YAML`,
    { field: "name", reason: current.reason },
  );
}

function authenticationOf(intent: JwtIntent, before: Manifest | undefined, objects: MeshObjects): Manifest {
  return {
    ...(before ?? {
      apiVersion: versionOf(objects, securityGroup, kind),
      kind,
      metadata: { name: intent.name, namespace: intent.target.namespace },
    }),
    spec: withFields(before?.spec ?? {}, {
      ...targetFields(intent.target, before),
      jwtRules: writeIssuers(intent.issuers, before?.spec?.["jwtRules"]),
    }),
  };
}

function jwtFrom(manifest: Manifest, objects: MeshObjects): CurrentIntent<JwtIntent> {
  const object = refFromManifest(manifest);
  const target = targetFromManifest(manifest);
  if (target === undefined) return { ok: false, reason: "target_kind", object };
  const issuers = readIssuers(manifest.spec?.["jwtRules"]);
  if (typeof issuers === "string") return { ok: false, reason: issuers, object };
  const requireToken = requirePolicies(target, objects).length > 0;
  return { ok: true, intent: { target, name: object.name, issuers: [...issuers], requireToken }, object };
}

const requireRules = [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }];

/** Policies that refuse every request without a token to exactly this target. */
function requirePolicies(target: PolicyTarget, objects: MeshObjects): readonly Manifest[] {
  return objectsIn(objects, policyKey, target.namespace).filter(
    (policy) =>
      policy.spec?.["action"] === "DENY" &&
      isSameJson(policy.spec["rules"], requireRules) &&
      isSameJson(targetFromManifest(policy), target),
  );
}

/** The same, unless another RequestAuthentication of the target still needs them. */
function loneRequirePolicies(target: PolicyTarget, objects: MeshObjects): readonly Manifest[] {
  const users = objectsIn(objects, key, target.namespace).filter((one) =>
    isSameJson(targetFromManifest(one), target),
  );
  return users.length > 1 ? [] : requirePolicies(target, objects);
}

function requirePolicy({ name, target }: JwtIntent, objects: MeshObjects): Manifest {
  return {
    apiVersion: versionOf(objects, securityGroup, policyKind),
    kind: policyKind,
    metadata: {
      name: freeName(objects, policyKey, target.namespace, `${name}-require-token`),
      namespace: target.namespace,
    },
    spec: { ...withFields({}, targetFields(target, undefined)), action: "DENY", rules: requireRules },
  };
}
