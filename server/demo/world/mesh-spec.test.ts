import { describe, expect, it } from "vitest";
import type { CallSpec } from "@/server/demo/world/spec";
import { buildMeshSpec } from "./mesh-spec";

function callsOf(call: CallSpec): CallSpec[] {
  return [call, ...call.calls.flatMap((child) => callsOf(child))];
}
const depthOf = (call: CallSpec): number => 1 + Math.max(0, ...call.calls.map((child) => depthOf(child)));

describe("the demo mesh", () => {
  const spec = buildMeshSpec(7);
  const services = new Map(spec.services.map((service) => [`${service.namespace}/${service.name}`, service]));

  it("is the same for the same seed and has other pod names for another", () => {
    expect(buildMeshSpec(7)).toEqual(spec);
    expect(buildMeshSpec(8).workloads[0]?.pods[0]?.name).not.toBe(spec.workloads[0]?.pods[0]?.name);
  });

  it("calls only services and ports that exist", () => {
    for (const flow of spec.flows)
      for (const call of callsOf(flow.root)) {
        const service = services.get(`${call.service.namespace}/${call.service.name}`);
        expect(service?.ports.map((port) => port.port)).toContain(call.port);
      }
  });

  it("has about 40 pods on 3 nodes, each with a name and an address of its own", () => {
    const pods = spec.workloads.flatMap((workload) => workload.pods);
    expect(pods.length).toBeGreaterThanOrEqual(36);
    expect(pods.length).toBeLessThanOrEqual(46);
    expect(new Set(pods.map((pod) => pod.ip)).size).toBe(pods.length);
    expect(new Set(pods.map((pod) => pod.node)).size).toBe(3);
    const generated = spec.workloads.filter((workload) => workload.kind === "Deployment");
    for (const workload of generated)
      for (const pod of workload.pods)
        expect(pod.name).toMatch(
          /^[a-z0-9-]+-[bcdfghjklmnpqrstvwxz2456789]{10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
        );
  });

  it("reaches seven hops with the gateway counted, and three services have two versions", () => {
    expect(Math.max(...spec.flows.map((flow) => depthOf(flow.root)))).toBe(6);
    const versioned = spec.services.filter((service) => service.workloads.length === 2);
    expect(versioned.map((service) => service.name).toSorted()).toEqual(["catalog", "checkout", "search"]);
  });
});

describe("a mesh of a given size", () => {
  const spec = buildMeshSpec(7, { services: 1000, podsPerWorkload: 2 });

  it("has that many services and pods, about five edges for each, and no call to nowhere", () => {
    const edges = new Set<string>();
    const collect = (call: CallSpec, from: string) => {
      const to = `${call.service.namespace}/${call.service.name}`;
      edges.add(`${from}>${to}`);
      for (const child of call.calls) collect(child, to);
    };
    for (const flow of spec.flows) collect(flow.root, "gateway");
    expect(spec.services.length).toBe(1001);
    expect(spec.workloads.flatMap((workload) => workload.pods).length).toBe(2004);
    expect(edges.size).toBeGreaterThan(4500);
    expect(edges.size).toBeLessThan(6500);
  });
});
