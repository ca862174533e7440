import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest } from "@/lib/config/manifest";
import { findingSubjects } from "@/lib/findings/subjects";
import { meshFromYaml, serviceYaml } from "@/lib/xds/mesh-fixture";

const mesh = (object: string) =>
  meshFromYaml(`${serviceYaml("reviews", { versions: ["v1", "v2"] })}---\n${object}`);
const about = (object: string) => {
  const objects = mesh(object);
  const findings = Object.entries(objects)
    .filter(([key]) => key !== "/Pod" && key !== "/Service")
    .flatMap(([, list]) => list)
    .map((manifest): Finding => ({
      code: "HD0001",
      severity: "error",
      object: refFromManifest(manifest),
      path: "",
      message: "",
      params: {},
    }));
  const subjects = findingSubjects(findings, objects)[0]?.subjects;
  return [...(subjects?.services ?? []), ...(subjects?.workloads ?? [])];
};
const istio = (kind: string, spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: {name: x}\nspec: ${spec}\n`;

describe("what a finding is about", () => {
  it.each([
    [
      "the hosts and destinations of a VirtualService",
      istio(
        "VirtualService",
        "{hosts: [reviews], http: [{route: [{destination: {host: ratings.shop.svc.cluster.local}}]}]}",
      ),
      ["bookinfo/reviews", "shop/ratings"],
    ],
    ["the host of a DestinationRule", istio("DestinationRule", "{host: reviews}"), ["bookinfo/reviews"]],
    [
      "the pods that a filter selects",
      istio("EnvoyFilter", "{workloadSelector: {labels: {version: v2}}}"),
      ["bookinfo/reviews-v2"],
    ],
    ["nobody in particular for a whole namespace", istio("EnvoyFilter", "{}"), []],
    ["nobody for a wildcard", istio("VirtualService", "{hosts: ['*']}"), []],
  ])("is %s", (_, object, names) => {
    expect(about(object)).toEqual(names);
  });

  it("is nobody for an object that is gone", () => {
    const gone = { apiVersion: "v1", kind: "Service", namespace: "bookinfo", name: "gone" };
    const finding = {
      code: "x",
      severity: "error" as const,
      object: gone,
      path: "",
      message: "",
      params: {},
    };
    expect(findingSubjects([finding], mesh(istio("Sidecar", "{}")))[0]?.subjects.services.size).toBe(0);
  });
});
