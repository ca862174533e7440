import { execFileSync } from "node:child_process";
import type { Bed } from "../bed-file";
import { callKube } from "../kube";
import { namespace } from "./scene-objects";

const bridge = "mesh0";
export const addressOf = (index: number) => `10.244.0.${100 + index}`;

/** Addresses on the bed's bridge, so that each faulty server has one of its own. */
export function addAddresses(addresses: readonly string[]): () => void {
  for (const address of addresses)
    execFileSync("ip", ["addr", "replace", `${address}/32`, "dev", bridge], { stdio: "ignore" });
  return () => {
    for (const address of addresses)
      execFileSync("ip", ["addr", "del", `${address}/32`, "dev", bridge], { stdio: "ignore" });
  };
}

/** The namespace of the scenes; the bed has no controllers, so what is in it is removed by hand. */
export async function openNamespace(bed: Bed): Promise<void> {
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  await callKube(bed, "POST", "/api/v1/namespaces", body, bed.TOKEN_ADMIN);
  await callKube(
    bed,
    "POST",
    `/api/v1/namespaces/${namespace}/serviceaccounts`,
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } },
    bed.TOKEN_ADMIN,
  );
}

/** Takes back all that was written, last first, and the namespace. */
export async function closeNamespace(bed: Bed, written: readonly string[]): Promise<void> {
  for (const path of written.toReversed())
    await callKube(bed, "DELETE", `${path}?gracePeriodSeconds=0`, undefined, bed.TOKEN_ADMIN);
  const collections = ["serviceaccounts", "configmaps", "secrets"];
  for (const kind of collections)
    await callKube(bed, "DELETE", `/api/v1/namespaces/${namespace}/${kind}`, undefined, bed.TOKEN_ADMIN);
  await callKube(bed, "DELETE", `/api/v1/namespaces/${namespace}`, undefined, bed.TOKEN_ADMIN);
  const finalize = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
    spec: { finalizers: [] },
  };
  await callKube(bed, "PUT", `/api/v1/namespaces/${namespace}/finalize`, finalize, bed.TOKEN_ADMIN);
}
