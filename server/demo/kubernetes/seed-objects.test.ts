import { beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { buildMeshSpec } from "@/server/demo/world/mesh-spec";
import { groupFromApiVersion } from "./resources";
import { structureOfKind } from "./schema/structure";
import { typedErrors } from "./schema/typed-value";
import { validateObject } from "./schema/validate-object";
import { seedObjects } from "./seed-objects";

const originMs = Date.parse("2026-03-02T06:00:00Z");

describe("the seeded objects", () => {
  const spec = buildMeshSpec(7);
  let objects: readonly Manifest[];
  beforeAll(() => {
    objects = seedObjects(spec, originMs);
  });
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);

  it("obey their own CRDs", () => {
    const broken = objects.flatMap((object) => {
      const group = groupFromApiVersion(object.apiVersion);
      const typed = typedErrors(structureOfKind(group, object.kind).root, object);
      const causes = validateObject(group, object.kind, object).map(
        (cause) => `${cause.field} ${cause.message}`,
      );
      return [...typed, ...causes].map((text) => `${object.kind}/${object.metadata.name}: ${text}`);
    });
    expect(broken).toEqual([]);
  });

  it("have one name each and are older than the history", () => {
    const names = objects.map(
      ({ apiVersion, kind, metadata }) => `${apiVersion}/${kind}/${metadata.namespace}/${metadata.name}`,
    );
    expect(new Set(names).size).toBe(names.length);
    expect(objects.every(({ metadata }) => Date.parse(metadata.creationTimestamp ?? "") < originMs)).toBe(
      true,
    );
    const uids = objects.map(({ metadata }) => metadata.uid);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it("have a managed field entry for each writer", () => {
    expect(objects.filter(({ metadata }) => (metadata.managedFields ?? []).length === 0)).toEqual([]);
    const [pod] = ofKind("Pod");
    expect(pod?.metadata.managedFields?.map((entry) => [entry.manager, entry.subresource])).toEqual([
      ["kube-controller-manager", undefined],
      ["kubelet", "status"],
    ]);
  });

  it("chain pods to their workloads", () => {
    const uids = new Set(objects.map(({ metadata }) => metadata.uid));
    const pods = ofKind("Pod");
    const expected = [
      ...spec.workloads.flatMap((workload) => workload.pods),
      ...spec.istiodPods,
      ...(spec.ztunnelPods ?? []),
    ];
    expect(pods.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      expected.map((pod) => pod.name).toSorted(),
    );
    for (const pod of pods) {
      const [owner] = pod.metadata.ownerReferences ?? [];
      expect(uids.has(owner?.uid)).toBe(true);
      const prefix = owner?.name ?? "without an owner";
      expect(pod.metadata.name.startsWith(`${prefix}-`)).toBe(true);
    }
  });

  it("hold a split, and owners of four kinds", () => {
    const managers = new Set(
      ofKind("VirtualService").flatMap(({ metadata }) =>
        (metadata.managedFields ?? []).map((entry) => entry.manager),
      ),
    );
    for (const manager of [
      "kubectl-client-side-apply",
      "argocd-controller",
      "helm",
      "kustomize-controller",
    ]) {
      expect(managers).toContain(manager);
    }
    expect(JSON.stringify(ofKind("VirtualService"))).toContain('"weight":90');
  });

  it("are the same for the same seed", () => {
    expect(seedObjects(buildMeshSpec(7), originMs)).toEqual(objects);
  });
});
