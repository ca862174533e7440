import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

/** What happens to our write when we make it anyway. */
export type OwnerConsequence =
  | "reverted"
  | "overwritten_on_release"
  | "overwritten_by_controller"
  | "conflict_on_apply"
  | "none";

/** Somebody who keeps this object as it is. */
export type Owner = {
  readonly kind:
    | "argocd"
    | "flux"
    | "helm"
    | "flagger"
    | "rollouts"
    | "controller"
    | "kiali"
    | "field_manager";
  /** The application, release, controller or manager. */
  readonly name: string;
  /** The marker that says so. */
  readonly evidence: string;
  /** False for a marker that may have been copied with the object. */
  readonly certain: boolean;
  readonly consequence: OwnerConsequence;
};

/** The field manager under which the console writes. */
export const ourFieldManager = "heddle";

/**
 * Everyone who claims the object, strongest first. A marker alone is a hint: labels get copied, so Argo CD's tracking id
 * is compared with the object it stands on.
 */
export function ownersOf(manifest: Manifest): readonly Owner[] {
  const marked = [
    ...controllers(manifest),
    ...argoCd(manifest),
    ...flux(manifest),
    ...helm(manifest),
    ...markers(manifest),
  ];
  const kinds = new Set<string>(marked.filter(({ certain }) => certain).map(({ kind }) => kind));
  // A tool that marked the object is listed once, not a second time as the manager of its fields.
  return [...marked, ...fieldManagers(manifest).filter(({ name }) => !kinds.has(managerTools[name] ?? ""))];
}

const managerTools: Readonly<Record<string, Owner["kind"]>> = {
  "argocd-controller": "argocd",
  "kustomize-controller": "flux",
  "helm-controller": "flux",
  helm: "helm",
  flagger: "flagger",
  "rollouts-controller": "rollouts",
};

function controllers(manifest: Manifest): readonly Owner[] {
  return (manifest.metadata.ownerReferences ?? []).map((reference) => {
    const group = groupFromApiVersion(reference.apiVersion);
    const kind =
      group === "flagger.app" ? "flagger" : group === "argoproj.io" ? "rollouts" : ("controller" as const);
    return {
      kind,
      name: `${reference.kind} ${reference.name}`,
      evidence: "metadata.ownerReferences",
      certain: true,
      consequence: reference.controller === true ? "overwritten_by_controller" : "none",
    };
  });
}

function argoCd(manifest: Manifest): readonly Owner[] {
  const id = manifest.metadata.annotations?.["argocd.argoproj.io/tracking-id"];
  const label = manifest.metadata.labels?.["argocd.argoproj.io/instance"];
  if (id !== undefined) {
    const [application = "", ...rest] = id.split(":");
    const group = groupFromApiVersion(manifest.apiVersion);
    const own = `${group}/${manifest.kind}:${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}`;
    const certain = rest.join(":") === own;
    return [
      {
        kind: "argocd",
        name: application,
        evidence: `argocd.argoproj.io/tracking-id: ${id}`,
        certain,
        consequence: certain ? "reverted" : "none",
      },
    ];
  }
  return label === undefined
    ? []
    : [
        {
          kind: "argocd",
          name: label,
          evidence: `argocd.argoproj.io/instance: ${label}`,
          certain: false,
          consequence: "reverted",
        },
      ];
}

function flux(manifest: Manifest): readonly Owner[] {
  return ["kustomize", "helm"].flatMap((toolkit) => {
    const name = manifest.metadata.labels?.[`${toolkit}.toolkit.fluxcd.io/name`];
    if (name === undefined) return [];
    const namespace = manifest.metadata.labels?.[`${toolkit}.toolkit.fluxcd.io/namespace`] ?? "?";
    return [
      {
        kind: "flux" as const,
        name: `${namespace}/${name}`,
        evidence: `${toolkit}.toolkit.fluxcd.io/name: ${name}`,
        certain: true,
        consequence: "reverted" as const,
      },
    ];
  });
}

function helm(manifest: Manifest): readonly Owner[] {
  const release = manifest.metadata.annotations?.["meta.helm.sh/release-name"];
  if (release === undefined) return [];
  const certain = manifest.metadata.labels?.["app.kubernetes.io/managed-by"] === "Helm";
  return [
    {
      kind: "helm",
      name: release,
      evidence: `meta.helm.sh/release-name: ${release}`,
      certain,
      consequence: "overwritten_on_release",
    },
  ];
}

function markers(manifest: Manifest): readonly Owner[] {
  const all = { ...manifest.metadata.labels, ...manifest.metadata.annotations };
  const rollout = all["argo-rollouts.argoproj.io/managed-by-rollouts"];
  const wizard = manifest.metadata.labels?.["kiali_wizard"];
  return [
    ...(rollout === undefined
      ? []
      : [
          {
            kind: "rollouts" as const,
            name: rollout,
            evidence: `argo-rollouts.argoproj.io/managed-by-rollouts: ${rollout}`,
            certain: true,
            consequence: "overwritten_by_controller" as const,
          },
        ]),
    ...(wizard === undefined
      ? []
      : [
          {
            kind: "kiali" as const,
            name: wizard,
            evidence: `kiali_wizard: ${wizard}`,
            certain: true,
            consequence: "none" as const,
          },
        ]),
  ];
}

const controllerManagers: Readonly<Record<string, OwnerConsequence>> = {
  flagger: "overwritten_by_controller",
  "rollouts-controller": "overwritten_by_controller",
  "argocd-controller": "reverted",
  "kustomize-controller": "reverted",
  "helm-controller": "overwritten_on_release",
};

function fieldManagers(manifest: Manifest): readonly Owner[] {
  const managers = (manifest.metadata.managedFields ?? []).filter(
    (entry) =>
      entry.manager !== ourFieldManager && entry.subresource !== "status" && ownsSpec(entry.fieldsV1),
  );
  const names = [...new Set(managers.map((entry) => entry.manager ?? "unknown"))];
  return names.map((name) => ({
    kind: "field_manager",
    name,
    evidence: "metadata.managedFields",
    certain: true,
    consequence: controllerManagers[name] ?? "conflict_on_apply",
  }));
}

function ownsSpec(fields: Record<string, unknown> | undefined): boolean {
  return fields !== undefined && isRecord(fields["f:spec"]);
}

/**
 * Managers other than us that hold one of `fields` (paths down to the first list), by Kubernetes' rule for server-side
 * apply: a field is held when the manager's set has it, something above it as a leaf, or something below it.
 */
export function fieldHolders(
  manifest: Manifest,
  fields: readonly (readonly string[])[],
): readonly { readonly manager: string; readonly field: string }[] {
  return (manifest.metadata.managedFields ?? []).flatMap((entry) => {
    if (entry.manager === ourFieldManager || entry.subresource === "status") return [];
    return fields
      .filter((path) => holds(entry.fieldsV1, path))
      .map((path) => ({ manager: entry.manager ?? "unknown", field: `.${path.join(".")}` }));
  });
}

function holds(fields: unknown, path: readonly string[]): boolean {
  const [head, ...rest] = path;
  if (!isRecord(fields)) return false;
  if (head === undefined) return true;
  const inner = fields[`f:${head}`];
  if (inner === undefined) return false;
  return (isRecord(inner) && Object.keys(inner).length === 0) || holds(inner, rest);
}
