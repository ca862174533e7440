import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { recogniseManifests } from "@/lib/changes/recognise";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const folder = path.resolve("../shared/acceptance/bookinfo");

function intentsIn(file: string): readonly string[] {
  const mesh = meshFromYaml(readFileSync(path.join(folder, file), "utf8"), "bookinfo");
  return recogniseManifests(mesh).intents.map(
    ({ kind, key, target }) => `${kind} ${target.name}${key === "" || key === "istio" ? "" : ` ${key}`}`,
  );
}

describe.skipIf(!existsSync(folder))("routing files of Istio's sample", () => {
  it.each<[string, readonly string[]]>([
    [
      "virtual-service-all-v1.yaml",
      [
        "traffic_split productpage",
        "traffic_split reviews",
        "traffic_split ratings",
        "traffic_split details",
      ],
    ],
    ["virtual-service-details-v2.yaml", ["traffic_split details"]],
    ["virtual-service-ratings-db.yaml", ["traffic_split reviews", "traffic_split ratings"]],
    ["virtual-service-ratings-mysql.yaml", ["traffic_split reviews", "traffic_split ratings"]],
    ["virtual-service-ratings-mysql-vm.yaml", ["traffic_split reviews", "traffic_split ratings"]],
    [
      "virtual-service-ratings-test-abort.yaml",
      ["traffic_split ratings", "fault ratings headers-end-user-exact-jason"],
    ],
    [
      "virtual-service-ratings-test-delay.yaml",
      ["traffic_split ratings", "fault ratings headers-end-user-exact-jason"],
    ],
    ["virtual-service-reviews-50-v3.yaml", ["traffic_split reviews"]],
    ["virtual-service-reviews-80-20.yaml", ["traffic_split reviews"]],
    ["virtual-service-reviews-90-10.yaml", ["traffic_split reviews"]],
    [
      "virtual-service-reviews-jason-v2-v3.yaml",
      ["traffic_split reviews", "request_route reviews headers-end-user-exact-jason"],
    ],
    [
      "virtual-service-reviews-test-v2.yaml",
      ["traffic_split reviews", "request_route reviews headers-end-user-exact-jason"],
    ],
    ["virtual-service-reviews-v2-v3.yaml", ["traffic_split reviews"]],
    ["virtual-service-reviews-v3.yaml", ["traffic_split reviews"]],
    ["fault-injection-details-v1.yaml", ["traffic_split details", "fault details"]],
    ["destination-rule-reviews.yaml", ["load_balancing reviews"]],
    ["destination-rule-all.yaml", []],
  ])("%s is what it is", (file, expected) => {
    expect(intentsIn(file)).toEqual(expected);
  });

  it("keep their figures", () => {
    const read = (file: string) =>
      recogniseManifests(meshFromYaml(readFileSync(path.join(folder, file), "utf8"), "bookinfo")).intents;
    expect(read("virtual-service-reviews-80-20.yaml")[0]?.intent).toMatchObject({
      destinations: [
        { name: "v1", weightPercent: 80 },
        { name: "v2", weightPercent: 20 },
      ],
    });
    expect(read("virtual-service-ratings-test-delay.yaml")[1]?.intent).toMatchObject({
      matches: [{ headers: [{ name: "end-user", kind: "exact", value: "jason" }] }],
      delay: { percent: 100, delayMs: 7000 },
    });
    expect(read("virtual-service-ratings-test-abort.yaml")[1]?.intent).toMatchObject({
      abort: { percent: 100, httpStatus: 500 },
    });
    expect(read("fault-injection-details-v1.yaml")[1]?.intent).toMatchObject({
      matches: [],
      abort: { percent: 100, httpStatus: 555 },
    });
  });

  it("that are about an ingress or a foreign host are told apart with the reason", () => {
    const unrecognised = (file: string) =>
      recogniseManifests(
        meshFromYaml(readFileSync(path.join(folder, file), "utf8"), "bookinfo"),
      ).unrecognised.map(({ object, reasons }) => `${object.kind}: ${reasons.join(", ")}`);
    expect(unrecognised("bookinfo-gateway.yaml")).toEqual(["VirtualService: gateway_only"]);
    expect(unrecognised("egress-rule-google-apis.yaml")).toContain("VirtualService: no_service_host");
  });
});
