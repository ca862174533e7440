import { kinds, type KindInfo } from "@/lib/config/kinds";

/** "mesh" is what configures the mesh, "kubernetes" what that configuration depends on. */
export const kindFamilies = ["mesh", "kubernetes"] as const;
export type KindFamily = (typeof kindFamilies)[number];

const isMesh = ({ group }: KindInfo) => group.endsWith(".istio.io") || group === "gateway.networking.k8s.io";
const dependencies = new Set([
  "Namespace",
  "Service",
  "ServiceAccount",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
]);

/** Every kind of Istio and of Gateway API. */
export const configKinds: readonly KindInfo[] = kinds.filter(isMesh);
/** The Kubernetes kinds that mesh configuration names. */
export const dependencyKinds: readonly KindInfo[] = kinds.filter(({ kind }) => dependencies.has(kind));
