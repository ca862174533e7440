import { z } from "zod";
import { parsedObjects, rootNamespace, selectorMatches } from "./mesh-objects";
import type { MeshObjects, Parsed } from "./mesh-objects";

const peerAuthenticationSchema = z.looseObject({
  selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
  mtls: z.looseObject({ mode: z.string().optional() }).optional(),
  portLevelMtls: z.record(z.string(), z.looseObject({ mode: z.string().optional() })).optional(),
});
type Policy = Parsed<z.infer<typeof peerAuthenticationSchema>>;

export type MutualTlsMode = "STRICT" | "PERMISSIVE" | "DISABLE";
export type PeerAuthenticationResult = {
  readonly mode: MutualTlsMode;
  /** The object that decided; undefined for Istio's default, PERMISSIVE. */
  readonly decidedBy: { readonly namespace: string; readonly name: string } | undefined;
};

/**
 * What a workload accepts on a port: its own policy's port, its own policy, its namespace's, the mesh's; UNSET and
 * absent inherit, the oldest of a level counts. `port` is the workload's port, not the Service's.
 * Source: istiod's AuthenticationPolicies and ComposePeerAuthentication.
 */
export function peerAuthenticationMode(input: {
  readonly objects: MeshObjects;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port?: number;
}): PeerAuthenticationResult {
  const { objects, namespace, labels, port } = input;
  const policies = parsedObjects(objects, "security.istio.io/PeerAuthentication", peerAuthenticationSchema);
  const own = policies.filter((policy) => policy.namespace === namespace);
  const workload = own.find(
    (policy) => hasSelector(policy) && selectorMatches(policy.spec.selector?.matchLabels, labels),
  );
  const portMode =
    port === undefined ? undefined : modeOf(workload?.spec.portLevelMtls?.[String(port)]?.mode);
  if (workload !== undefined && portMode !== undefined) return decided(portMode, workload);
  const levels = [
    workload,
    own.find((policy) => !hasSelector(policy)),
    policies.find((policy) => policy.namespace === rootNamespace && !hasSelector(policy)),
  ];
  for (const policy of levels) {
    const mode = modeOf(policy?.spec.mtls?.mode);
    if (policy !== undefined && mode !== undefined) return decided(mode, policy);
  }
  return { mode: "PERMISSIVE", decidedBy: undefined };
}

const namespaceModes = new WeakMap<MeshObjects, Map<string, MutualTlsMode>>();

/** What the workloads of a namespace accept where no policy selects them: its own policy's mode, else the mesh's. */
export function namespaceMutualTls(objects: MeshObjects, namespace: string): MutualTlsMode {
  const known = namespaceModes.get(objects) ?? new Map<string, MutualTlsMode>();
  namespaceModes.set(objects, known);
  const mode = known.get(namespace) ?? peerAuthenticationMode({ objects, namespace, labels: {} }).mode;
  known.set(namespace, mode);
  return mode;
}

function hasSelector(policy: Policy): boolean {
  return Object.keys(policy.spec.selector?.matchLabels ?? {}).length > 0;
}

function modeOf(text: string | undefined): MutualTlsMode | undefined {
  return text === "STRICT" || text === "PERMISSIVE" || text === "DISABLE" ? text : undefined;
}

function decided(mode: MutualTlsMode, policy: Policy): PeerAuthenticationResult {
  return { mode, decidedBy: { namespace: policy.namespace, name: policy.name } };
}
