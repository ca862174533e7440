import { spawnSync } from "node:child_process";
import type { Bed } from "../bed-file";
import { callKube } from "../kube";
import { namespace } from "./scene-objects";

const program = "ip";
const bridge = "mesh0";
export const addressOf = (index: number) => `10.244.0.${100 + index}`;

/** Addresses on the bed's bridge, so that each faulty server has one of its own; what comes back takes them away. */
export function addAddresses(addresses: readonly string[]): () => void {
  const each = (verb: "replace" | "del") => {
    for (const address of addresses) spawnSync(program, ["addr", verb, `${address}/32`, "dev", bridge]);
  };
  each("replace");
  return () => each("del");
}

const collections = [
  "/apis/networking.istio.io/v1/virtualservices",
  "/apis/networking.istio.io/v1/destinationrules",
  "/apis/networking.istio.io/v1/gateways",
  "/apis/networking.istio.io/v1/serviceentries",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/discovery.k8s.io/v1/endpointslices",
  "/api/v1/services",
  "/api/v1/pods",
  "/apis/apps/v1/replicasets",
  "/apis/apps/v1/deployments",
  "/api/v1/serviceaccounts",
];

/** The namespace of the scenes, without what an earlier run may have left. */
export async function openNamespace(bed: Bed): Promise<void> {
  await closeNamespace(bed);
  const of = (kind: string, name: string, at: object = {}) => ({
    apiVersion: "v1",
    kind,
    metadata: { name, ...at },
  });
  await callKube(bed, "POST", "/api/v1/namespaces", of("Namespace", namespace), bed.TOKEN_ADMIN);
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await callKube(bed, "POST", accounts, of("ServiceAccount", "default", { namespace }), bed.TOKEN_ADMIN);
}

/** Takes back objects of other namespaces, or of none; what is gone already is no fault. */
export async function removeElsewhere(bed: Bed, paths: readonly string[]): Promise<void> {
  for (const path of paths)
    if (!path.includes(`/namespaces/${namespace}/`))
      await callKube(bed, "DELETE", `${path}?gracePeriodSeconds=0`, undefined, bed.TOKEN_ADMIN);
}

/** Takes back all that is in it, and the namespace: the bed has no controllers that would. */
export async function closeNamespace(bed: Bed): Promise<void> {
  for (const collection of collections) {
    const path = collection.replace(/\/(\w+)$/, `/namespaces/${namespace}/$1`);
    const { body } = await callKube(bed, "GET", path, undefined, bed.TOKEN_ADMIN);
    for (const { metadata } of (body["items"] ?? []) as { metadata: { name: string } }[])
      await callKube(
        bed,
        "DELETE",
        `${path}/${metadata.name}?gracePeriodSeconds=0`,
        undefined,
        bed.TOKEN_ADMIN,
      );
  }
  const own = `/api/v1/namespaces/${namespace}`;
  const { status } = await callKube(bed, "DELETE", own, undefined, bed.TOKEN_ADMIN);
  if (status === 404) return;
  const body = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
    spec: { finalizers: [] },
  };
  await callKube(bed, "PUT", `${own}/finalize`, body, bed.TOKEN_ADMIN);
}
