import { meshWorkloads } from "@/lib/effective/mesh-workloads";
import type { AccessIntent } from "@/lib/security/access-intent";
import { targetFromManifest } from "@/lib/security/target-spec";
import { rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";
import type { Manifest } from "@/lib/config/manifest";

type Workload = { readonly namespace: string; readonly name: string };
type Pods = Workload & { readonly labels: Readonly<Record<string, string>> };

export type DefaultClosing = {
  /** Whether requests that no rule allows were let through so far and will not be any more. */
  readonly closes: boolean;
  /** Workloads that are open now and close; empty when the inventory does not say which there are. */
  readonly workloads: readonly Workload[];
};

const open: DefaultClosing = { closes: false, workloads: [] };

/**
 * What an ALLOW does beside what it says: the first one on a workload refuses every request that it does not name. One
 * that stands already under the same name closed it then, so nothing more closes.
 * Source: Istio's AuthorizationPolicy, "if there are no ALLOW policies for the workload, allow the request".
 */
export function closesByDefault(
  intent: Pick<AccessIntent, "target" | "action">,
  objects: MeshObjects,
): DefaultClosing {
  if (intent.action !== "ALLOW") return open;
  const allows = (objects["security.istio.io/AuthorizationPolicy"] ?? []).filter(isEnforcedAllow);
  const { target } = intent;
  if (target.targetRefs.length > 0) {
    const isOpen = target.targetRefs.some(
      (ref) =>
        !allows.some((policy) => {
          const own = targetFromManifest(policy);
          return (
            own?.namespace === target.namespace &&
            own.targetRefs.some(({ kind, name }) => kind === ref.kind && name === ref.name)
          );
        }),
    );
    return { closes: isOpen, workloads: [] };
  }
  const picked = meshWorkloads(objects).filter((pods) => picks(target, pods));
  if (picked.length === 0) {
    const isCovered = allows.some((policy) => {
      const own = targetFromManifest(policy);
      return own !== undefined && picks(own, { ...target, name: "", labels: target.selector });
    });
    return { closes: !isCovered, workloads: [] };
  }
  const closed = picked.filter((pods) => {
    const own = allows.map(targetFromManifest);
    return !own.some((one) => one !== undefined && picks(one, pods));
  });
  return {
    closes: closed.length > 0,
    workloads: closed.map(({ namespace, name }) => ({ namespace, name })),
  };
}

/** A policy on trial (`istio.io/dry-run`) is only counted, so it closes nothing. */
function isEnforcedAllow({ spec, metadata }: Manifest): boolean {
  return (spec?.["action"] ?? "ALLOW") === "ALLOW" && metadata.annotations?.["istio.io/dry-run"] !== "true";
}

/** Whether a policy counts for pods: in their namespace or the root one, with a selector that picks them or none. */
function picks(
  target: {
    readonly namespace: string;
    readonly selector: Readonly<Record<string, string>>;
    readonly targetRefs: readonly unknown[];
  },
  pods: Pods,
): boolean {
  if (target.targetRefs.length > 0) return false;
  if (target.namespace !== pods.namespace && target.namespace !== rootNamespace) return false;
  return selectorMatches(target.selector, pods.labels);
}
