import { meshFromYaml } from "@/lib/xds/mesh-fixture";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { refFromManifest } from "@/lib/config/manifest";
import { objectKey } from "@/lib/mesh/object-ref";
import type { ChangedObject } from "./changed-objects";
import type { CountedCall, SampledCall } from "./request-samples";
import type { ChangedMeshObjects } from "./routing-view";

/** For tests: a pod with a sidecar, ready. */
export function podYaml(
  name: string,
  options: { namespace?: string; labels?: string; account?: string; gateway?: boolean; ip: string },
): string {
  const { namespace = "shop", labels = `{app: ${name}}`, account = name, gateway = false, ip } = options;
  const containers = gateway
    ? "[{name: istio-proxy, args: [proxy, router]}]"
    : "[{name: app}, {name: istio-proxy, args: [proxy, sidecar]}]";
  return `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}
spec: {serviceAccountName: ${account}, containers: ${containers}}
status: {podIP: ${ip}, phase: Running, conditions: [{type: Ready, status: "True"}]}
`;
}

/** For tests: the mesh of `base` with `before`'s objects, and with `after`'s in their place. */
export function changedFromYaml(base: string, before: string, after: string): ChangedMeshObjects {
  const common = meshFromYaml(base, "shop");
  const [old, now] = [meshFromYaml(before, "shop"), meshFromYaml(after, "shop")];
  const byKey = new Map<string, ChangedObject>();
  for (const [side, objects] of [
    ["before", old],
    ["after", now],
  ] as const)
    for (const manifest of Object.values(objects).flat()) {
      const ref = refFromManifest(manifest);
      const known = byKey.get(objectKey(ref)) ?? { ref, before: undefined, after: undefined };
      byKey.set(objectKey(ref), { ...known, [side]: manifest });
    }
  return { before: merged(common, old), after: merged(common, now), changed: [...byKey.values()] };
}

function merged(a: MeshObjects, b: MeshObjects): MeshObjects {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, [...(a[key] ?? []), ...(b[key] ?? [])]]));
}

/** For tests: what the steps come to when nobody ends them. */
export function finished<T>(steps: Generator<unknown, T, boolean>): T {
  for (let next = steps.next(false); ; next = steps.next(false)) if (next.done === true) return next.value;
}

/** For tests: a request of web to catalog. */
export function callTo(more: Partial<SampledCall> & { readonly count?: number } = {}): CountedCall {
  return {
    source: { namespace: "shop", workload: "web" },
    host: "catalog.shop.svc.cluster.local",
    port: 8080,
    method: "GET",
    path: "/",
    headers: {},
    count: 1,
    ...more,
  };
}

/** For tests: web and admin call catalog, which has a stable and a canary workload; other stands aside. */
export const shopYaml =
  `---
apiVersion: v1
kind: Service
metadata: {name: catalog, namespace: shop}
spec: {selector: {app: catalog}, ports: [{name: http, port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: aside, namespace: other}
spec: {selector: {app: aside}, ports: [{name: http, port: 8080}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: catalog, namespace: shop}
spec: {host: catalog, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
` +
  podYaml("web", { ip: "10.0.0.1" }) +
  podYaml("admin", { ip: "10.0.0.2" }) +
  podYaml("catalog-stable", { ip: "10.0.0.3", labels: "{app: catalog, version: v1}", account: "catalog" }) +
  podYaml("catalog-canary", { ip: "10.0.0.4", labels: "{app: catalog, version: v2}", account: "catalog" }) +
  podYaml("aside", { ip: "10.0.0.5", namespace: "other" });

/** For tests: the VirtualService of catalog with these routes. */
export function catalogRoutes(http: string, more = ""): string {
  return `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: catalog, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
spec:
  hosts: [catalog]
  ${more}
  http: ${http}
`;
}
