import type { IntentTarget } from "@/lib/changes/intent-module";
import { isRecord, isSameJson } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { labelsAt, nameFromSelector, recordAt, selects } from "@/lib/security/policy-objects";
import type { PolicyTarget, TargetRef } from "@/lib/security/policy-target";
import { targetKinds, type TargetKind } from "@/lib/security/target-kinds";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";

const groups: Readonly<Record<TargetKind, string>> = {
  Gateway: "gateway.networking.k8s.io",
  GatewayClass: "gateway.networking.k8s.io",
  Service: "",
  ServiceEntry: "networking.istio.io",
};

/** What a policy is about; undefined when it is attached to something that Istio does not list. */
export function targetFromManifest(manifest: Manifest): PolicyTarget | undefined {
  const { spec, metadata } = manifest;
  const listed = Array.isArray(spec?.["targetRefs"]) ? spec["targetRefs"] : [];
  const raw = [...(spec?.["targetRef"] === undefined ? [] : [spec["targetRef"]]), ...listed];
  const targetRefs = raw.flatMap((ref) => refFrom(ref) ?? []);
  if (targetRefs.length !== raw.length) return undefined;
  return {
    namespace: metadata.namespace ?? "",
    selector: labelsAt(recordAt(spec, "selector"), "matchLabels"),
    targetRefs,
  };
}

function refFrom(raw: unknown): TargetRef | undefined {
  if (!isRecord(raw)) return undefined;
  const kind = targetKinds.find((known) => known === raw["kind"]);
  const group = raw["group"] === "core" ? "" : (raw["group"] ?? "");
  if (kind === undefined || typeof raw["name"] !== "string" || group !== groups[kind]) return undefined;
  return (raw["namespace"] ?? "") === "" ? { kind, name: raw["name"] } : undefined;
}

/** Fields of the spec that make it about the target; those that say so already stay as they are. */
export function targetFields(target: PolicyTarget, before: Manifest | undefined): Record<string, unknown> {
  const old = before === undefined ? undefined : targetFromManifest(before);
  if (old !== undefined && isSameJson(old, target)) return {};
  const { selector, targetRefs } = target;
  return {
    selector: Object.keys(selector).length === 0 ? undefined : { matchLabels: { ...selector } },
    targetRef: undefined,
    targetRefs:
      targetRefs.length === 0
        ? undefined
        : targetRefs.map(({ kind, name }) => ({ group: groups[kind], kind, name })),
  };
}

/** The namespace or workload that a policy is about, in the words of a change. */
export function intentTarget({ namespace, selector, targetRefs }: PolicyTarget): IntentTarget {
  return { namespace, name: targetRefs[0]?.name ?? nameFromSelector(selector) };
}

/** `shop/cart`, `namespace shop`: the target in a title. */
export function targetWords(target: PolicyTarget): string {
  const { namespace, name } = intentTarget(target);
  if (name !== "") return `${namespace}/${name}`;
  return namespace === rootNamespace ? "the whole mesh" : `namespace ${namespace}`;
}

/** Whether a policy stands on the target: any of the namespace, or one that picks or names the workload. */
export function isAbout(objects: MeshObjects, policy: Manifest, target: IntentTarget): boolean {
  const own = targetFromManifest(policy);
  if (target.name === "" || own === undefined) return true;
  return own.targetRefs.some(({ name }) => name === target.name) || selects(objects, own.selector, target);
}
