import { describe, expect, it } from "vitest";
import { checkMesh, meshRules } from "@/lib/config/check";
import { createFindingEngine } from "@/lib/config/findings/engine";
import type { Manifest } from "@/lib/config/manifest";
import { objectsFromManifests, type MeshObjects } from "@/lib/xds/mesh-objects";
import { report, shortestMs } from "./figure";

const fullBudgetMs = 500;
const changeBudgetMs = 50;
const namespaceCount = 20;
const serviceCount = 225;
const runs = 7;

const istio = "networking.istio.io/v1";
const namespaceOf = (index: number): string => `ns-${index % namespaceCount}`;

function manifest(apiVersion: string, kind: string, name: string, namespace: string, rest: object): Manifest {
  const labels = { app: name.replace(/-v\d.*$/, ""), version: name.includes("-v2") ? "v2" : "v1" };
  const metadata = { name, ...(namespace === "" ? {} : { namespace }), labels, uid: `${kind}-${name}` };
  return { apiVersion, kind, metadata, ...rest };
}

function service(index: number): readonly Manifest[] {
  const name = `s-${index}`;
  const namespace = namespaceOf(index);
  const next = `s-${(index + namespaceCount) % serviceCount}`;
  const pod = (version: string) =>
    manifest("v1", "Pod", `${name}-${version}-a`, namespace, {
      spec: { nodeName: "n-1", containers: [{ name: "app" }, { name: "istio-proxy", image: "proxyv2" }] },
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: index % 7 === 0 ? "False" : "True" }],
      },
    });
  const routes = Array.from({ length: 8 }, (_, at) => ({
    match: [{ uri: { prefix: `/api/${at}` } }, { headers: { "x-user": { exact: `u${at}` } } }],
    route: [
      { destination: { host: name, subset: "v1" }, weight: 90 },
      { destination: { host: next, port: { number: 80 } }, weight: 10 },
    ],
  }));
  return [
    manifest("v1", "Service", name, namespace, {
      spec: {
        selector: { app: name },
        ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
      },
    }),
    pod("v1"),
    pod("v2"),
    ...(index % 2 === 0
      ? [manifest(istio, "VirtualService", name, namespace, { spec: { hosts: [name], http: routes } })]
      : []),
    ...(index % 2 === 0
      ? [
          manifest(istio, "DestinationRule", name, namespace, {
            spec: {
              host: name,
              subsets: ["v1", "v2", "v3"].map((one) => ({ name: one, labels: { version: one } })),
            },
          }),
        ]
      : []),
  ];
}

function rest(index: number): readonly Manifest[] {
  const namespace = namespaceOf(index);
  return [
    manifest("v1", "Namespace", namespace, "", {
      metadata: { name: namespace, labels: { "istio-injection": "enabled" } },
    }),
    manifest(istio, "Gateway", `gw-${index}`, namespace, {
      spec: {
        selector: { app: `s-${index}` },
        servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [`${index}.example.com`] }],
      },
    }),
    manifest(istio, "ServiceEntry", `se-${index}`, namespace, {
      spec: { hosts: [`api-${index}.example.org`], ports: [{ number: 443, name: "tls", protocol: "TLS" }] },
    }),
    manifest(istio, "Sidecar", `default`, namespace, { spec: { egress: [{ hosts: ["./*"] }] } }),
    manifest("security.istio.io/v1", "AuthorizationPolicy", `ap-${index}`, namespace, {
      spec: {
        selector: { matchLabels: { app: `s-${index}` } },
        rules: [{ from: [{ source: { namespaces: ["ns-1"] } }] }],
      },
    }),
  ];
}

/** 225 services with two pods each and what people write around them: 1,000 objects, none of them seen before. */
function freshMesh(): MeshObjects {
  const manifests = [
    ...Array.from({ length: serviceCount }, (_, index) => service(index)).flat(),
    ...Array.from({ length: namespaceCount }, (_, index) => rest(index)).flat(),
  ].slice(0, 1000);
  const none = Object.fromEntries(meshRules.flatMap(({ reads }) => reads.map((key) => [key, []])));
  return { ...none, ...objectsFromManifests(manifests) };
}

const nowMs = Date.UTC(2026, 0, 1);

/** The same mesh with another version of the first object of a kind. */
function withChange(objects: MeshObjects, key: string, change: number): MeshObjects {
  const [first, ...others] = objects[key] ?? [];
  if (first === undefined) throw new Error(`no ${key}`);
  const labels = { ...first.metadata.labels, change: `${change}` };
  return { ...objects, [key]: [{ ...first, metadata: { ...first.metadata, labels } }, ...others] };
}

describe("every rule over 1,000 objects", () => {
  const count = Object.values(freshMesh()).flat().length;

  it("looks at a mesh that nobody looked at before", () => {
    const meshes = Array.from({ length: runs + 1 }, freshMesh);
    let findings = 0;
    const [measured = Number.NaN] = shortestMs(
      [() => (findings = checkMesh({ objects: meshes.pop() ?? {}, facts: {}, nowMs }).length)],
      runs,
    );
    const note = `${count} objects, ${meshRules.length} rules, ${findings} findings`;
    report({
      part: "checks",
      what: "all rules, all objects",
      measured,
      unit: "ms",
      limit: fullBudgetMs,
      note,
    });
    expect(findings).toBeGreaterThan(0);
  });

  it.each(["networking.istio.io/VirtualService", "/Pod", "/Service"])(
    "looks again when one %s changed",
    (key) => {
      const engine = createFindingEngine(meshRules);
      let objects = freshMesh();
      engine.update({ objects, facts: {}, nowMs });
      let change = 0;
      const [measured = Number.NaN] = shortestMs(
        [
          () => {
            change += 1;
            objects = withChange(objects, key, change);
            return engine.update({ objects, facts: {}, nowMs });
          },
        ],
        runs,
      );
      const what = `one ${key.split("/")[1] ?? ""} changed`;
      report({ part: "checks", what, measured, unit: "ms", limit: changeBudgetMs });
      expect(change).toBeGreaterThan(runs);
    },
  );

  it("compares before and after for a plan", () => {
    const objects = freshMesh();
    const next = withChange(objects, "networking.istio.io/VirtualService", 1);
    const [measured = Number.NaN] = shortestMs(
      [() => [objects, next].map((one) => checkMesh({ objects: one, facts: {}, nowMs }))],
      runs,
    );
    report({ part: "checks", what: "before and after a plan, warm", measured, unit: "ms" });
    expect(measured).toBeGreaterThan(0);
  });
});
