import type { Manifest } from "@/lib/config/manifest";
import type { ContractTarget } from "@/test/contract/target";

type Place = Pick<ContractTarget, "namespace" | "service">;

/**
 * The object called `name` that contract tests write and take away again; its host is nobody's. Files run at the same
 * time against one API server, so each has names of its own.
 */
export function contractVirtualService(
  name: string,
  { namespace, service }: Place,
  spec: Record<string, unknown> = {},
): Manifest {
  const host = `${service}.${namespace}.svc.cluster.local`;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace },
    spec: {
      hosts: ["contract.example"],
      http: [{ route: [{ destination: { host }, weight: 100 }] }],
      ...spec,
    },
  };
}

/** Token of the user that the target's kubeconfig names. */
export async function adminToken({ composed }: Pick<ContractTarget, "composed">): Promise<string> {
  const { headers } = await composed.kubernetes.proxyAccess().credentials();
  return String(headers["authorization"]).replace(/^Bearer /, "");
}
