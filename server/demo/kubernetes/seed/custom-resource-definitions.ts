import type { Manifest } from "@/lib/config/manifest";
import { resources } from "@/server/demo/kubernetes/resources";
import { seedObject } from "@/server/demo/kubernetes/seed/seeded-object";

const chartOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "flagger.app": { "helm.sh/chart": "flagger-1.43.0" },
  "argoproj.io": { "app.kubernetes.io/part-of": "argo-rollouts" },
};

/** The CRDs behind the custom kinds, without their schemas: those are at `/openapi/v3`. */
export function customResourceDefinitions(createdMs: number): readonly Manifest[] {
  return resources
    .filter((resource) => resource.custom)
    .map(({ group, kind, plural, versions, namespaced }) =>
      seedObject({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        name: `${plural}.${group}`,
        createdMs,
        ...(group === "gateway.networking.k8s.io"
          ? {
              annotations: {
                "gateway.networking.k8s.io/bundle-version": "v1.4.0",
                "gateway.networking.k8s.io/channel": "standard",
              },
            }
          : { labels: chartOf[group] ?? { chart: "istio", release: "istio" } }),
        body: {
          spec: {
            group,
            names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
            scope: namespaced ? "Namespaced" : "Cluster",
            versions: versions.map((name, index) => ({ name, served: true, storage: index === 0 })),
          },
        },
        manager: "helm",
      }),
    );
}
