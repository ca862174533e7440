import type { Finding } from "@/lib/config/finding";
import { isInMesh, meshWorkloads, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import { objectKey } from "@/lib/mesh/object-ref";
import type { Encryption } from "@/lib/security/encryption-queries";
import { policiesOf, type WorkloadPolicies } from "@/lib/security/workload-policies";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";
import { peerAuthenticationMode, type PeerAuthenticationResult } from "@/lib/xds/peer-authentication";

/** How a workload is protected: what it accepts, what was measured, who decides on its requests. */
export type WorkloadPosture = Pick<
  MeshWorkload,
  "namespace" | "name" | "dataplane" | "labels" | "serviceAccount"
> &
  WorkloadPolicies & {
    /** Absent outside of the mesh, for gateways (their own listeners decide), and while policies are unknown. */
    readonly mtls?: PeerAuthenticationResult;
    /** Absent for the same workloads and while the metrics are unknown; without a ratio when nothing came. */
    readonly encryption?: Encryption;
    /** When the first certificate of its proxies runs out; absent when nobody tells. */
    readonly certificateExpiryMs?: number;
    readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
  };

export type PostureFacts = {
  readonly objects: MeshObjects;
  readonly namespaces: readonly string[];
  /** undefined while the metrics are unknown. */
  readonly encryption: ReadonlyMap<string, Encryption> | undefined;
  /** By `namespace/workload`. */
  readonly certificateExpiryMs: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
};

const peerKey = "security.istio.io/PeerAuthentication";

/** One row for each workload of the chosen namespaces that has pods. */
export function workloadPostures(facts: PostureFacts): readonly WorkloadPosture[] {
  const { objects, namespaces } = facts;
  const scope = new Set(namespaces);
  const byNamespace = new Map<string, MeshObjects>();
  return meshWorkloads(objects)
    .filter(({ namespace }) => scope.size === 0 || scope.has(namespace))
    .map((workload) => {
      const own = byNamespace.get(workload.namespace) ?? policiesIn(objects, workload.namespace);
      byNamespace.set(workload.namespace, own);
      return postureOf(workload, own, facts);
    });
}

/** The objects that can count in a namespace, so that no workload looks at those of all others. */
function policiesIn(objects: MeshObjects, namespace: string): MeshObjects {
  const keys = [
    peerKey,
    "security.istio.io/AuthorizationPolicy",
    "security.istio.io/RequestAuthentication",
    "networking.istio.io/Sidecar",
    "/Service",
  ];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const list = objects[key];
      if (list === undefined) return [];
      const near = list.filter(
        ({ metadata }) => metadata.namespace === namespace || metadata.namespace === rootNamespace,
      );
      return [[key, near] as const];
    }),
  );
}

function postureOf(workload: MeshWorkload, objects: MeshObjects, facts: PostureFacts): WorkloadPosture {
  const { namespace, name, labels, dataplane, serviceAccount } = workload;
  const key = `${namespace}/${name}`;
  const policies = policiesOf(objects, workload);
  const takesMutual = isInMesh(workload) && dataplane !== "gateway";
  const mtls =
    takesMutual && objects[peerKey] !== undefined
      ? peerAuthenticationMode({ objects, namespace, labels })
      : undefined;
  const encryption =
    facts.encryption === undefined ? undefined : (facts.encryption.get(key) ?? { plaintext: [] });
  const expiry = facts.certificateExpiryMs.get(key);
  return {
    namespace,
    name,
    labels,
    dataplane,
    serviceAccount,
    ...policies,
    ...(mtls === undefined ? {} : { mtls }),
    ...(encryption === undefined || !takesMutual ? {} : { encryption }),
    ...(expiry === undefined ? {} : { certificateExpiryMs: expiry }),
    findings: countFindings(facts.findings, policies, mtls),
  };
}

function countFindings(
  findings: readonly Finding[],
  { access, tokens, sidecar }: WorkloadPolicies,
  mtls: PeerAuthenticationResult | undefined,
): WorkloadPosture["findings"] {
  const named = (kind: string, list: readonly { readonly namespace: string; readonly name: string }[]) =>
    list.map(({ namespace, name }) => `${kind}/${namespace}/${name}`);
  const keys = new Set([
    ...named("security.istio.io/AuthorizationPolicy", access?.policies ?? []),
    ...named("security.istio.io/RequestAuthentication", tokens?.policies ?? []),
    ...named("networking.istio.io/Sidecar", sidecar === undefined ? [] : [sidecar]),
    ...named(peerKey, mtls?.decidedBy === undefined ? [] : [mtls.decidedBy]),
  ]);
  const count = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) if (keys.has(objectKey(finding.object))) count[finding.severity] += 1;
  return count;
}
