import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { injectionOf, injectorsOf } from "./injection";
import { revisionRows } from "./revisions";
import type { BoardRow } from "./board";

const inject = "sidecar.istio.io/inject";
const notSpared = { key: inject, operator: "NotIn", values: ["false"] };

/** The two webhooks of a revision or tag that go by the namespace. */
function webhook(name: string, labels: Record<string, string>, asked: object): Manifest {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name, labels },
    webhooks: [
      {
        name: "rev.namespace.sidecar-injector.istio.io",
        namespaceSelector: { matchLabels: asked },
        objectSelector: { matchExpressions: [notSpared] },
      },
    ],
  };
}
const configurations = [
  webhook("old", { "istio.io/rev": "1-29" }, { "istio.io/rev": "1-29" }),
  webhook("stable", { "istio.io/rev": "1-30", "istio.io/tag": "stable" }, { "istio.io/rev": "stable" }),
  {
    apiVersion: "v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "cert-manager" },
    webhooks: [{ name: "x.cert-manager.io" }],
  },
];
const namespace = (name: string, labels: Record<string, string>): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});
const namespaces = [
  namespace("shop", { "istio.io/rev": "stable" }),
  namespace("lab", { "istio-injection": "enabled" }),
  namespace("kube-system", { "istio.io/rev": "stable" }),
  namespace("free", {}),
];

type Rest = {
  namespace?: string;
  labels?: object;
  annotations?: object;
  revision?: string;
  spec?: object;
  phase?: string;
};
function pod(name: string, rest: Rest = {}): Manifest {
  const { revision, annotations = {} } = rest;
  const status = revision === undefined ? {} : { "sidecar.istio.io/status": `{"revision":"${revision}"}` };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: rest.namespace ?? "shop",
      labels: rest.labels as Record<string, string>,
      annotations: { ...annotations, ...status },
    },
    spec: {
      containers: [
        { name: "app" },
        ...(revision === undefined ? [] : [{ name: "istio-proxy", image: "x:1" }]),
      ],
      ...rest.spec,
    },
    status: { phase: rest.phase ?? "Running" },
  } as Manifest;
}

describe("injectionOf", () => {
  const injectors = injectorsOf(configurations);

  it("reads revisions and tags of Istio's webhooks only", () => {
    expect(injectors.map(({ revision, tag }) => [revision, tag])).toEqual([
      ["1-29", undefined],
      ["1-30", "stable"],
    ]);
  });

  it("names pods without the sidecar that they would get, and nobody who is spared", () => {
    const pods = [
      pod("bare"),
      pod("spared", { labels: { [inject]: "false" } }),
      pod("spared-by-annotation", { annotations: { [inject]: "false" } }),
      pod("host", { spec: { hostNetwork: true } }),
      pod("ambient", { annotations: { "ambient.istio.io/redirection": "enabled" } }),
      pod("done", { phase: "Succeeded" }),
      pod("system", { namespace: "kube-system" }),
      pod("free", { namespace: "free" }),
      pod("lab", { namespace: "lab" }),
      pod("injected", { revision: "1-30" }),
    ];
    const { uninjected } = injectionOf(pods, namespaces, injectors);
    expect(uninjected.map((one) => one.pod)).toEqual(["bare"]);
    // Labels decide while webhooks may not be read.
    expect(injectionOf(pods, namespaces, undefined).uninjected.map((one) => one.pod)).toEqual(["lab"]);
  });

  it("says to which revision a restart moves a pod, and of nobody while webhooks are unknown", () => {
    const pods = [pod("old", { revision: "1-29" }), pod("new", { revision: "1-30" })];
    expect([...injectionOf(pods, namespaces, injectors).nextRevisions]).toEqual([["shop/old", "1-30"]]);
    expect(injectionOf(pods, namespaces, undefined).nextRevisions.size).toBe(0);
  });
});

describe("revisionRows", () => {
  const row = (podName: string, rest: Partial<BoardRow>): BoardRow => ({
    namespace: "shop",
    pod: podName,
    workload: podName,
    type: "sidecar",
    connection: "connected",
    cells: {},
    ...rest,
  });

  it("follows an upgrade: who leaves, who comes, and a revision that proxies have and no istiod serves", () => {
    const rows = revisionRows({
      rows: [
        row("a", { revision: "1-29", next: "1-30" }),
        row("b", { revision: "1-30" }),
        row("c", { revision: "1-28", connection: "disconnected", version: "1.28.0", skew: 2 }),
        row("d", { connection: "not_injected" }),
      ],
      replicas: [{ name: "istiod-1-30-a", reachable: true, version: "1.30.1", revision: "1-30" }],
      injectors: injectorsOf(configurations),
      namespaces,
    });
    expect(
      rows.map((one) => [
        one.revision,
        one.replicas?.length,
        one.proxyCount,
        one.leavingCount,
        one.comingCount,
      ]),
    ).toEqual([
      ["1-28", 0, 1, 0, 0],
      ["1-29", 0, 1, 1, 0],
      ["1-30", 1, 1, 0, 1],
    ]);
    expect(rows[0]).toMatchObject({ disconnectedCount: 1, unsupportedCount: 1 });
    expect(rows[2]).toMatchObject({
      tags: ["stable"],
      namespaces: ["shop", "kube-system"],
      versions: ["1.30.1"],
    });
  });

  it("counts nobody, names no namespace and calls no revision unserved while they could not be read", () => {
    const [only] = revisionRows({
      rows: undefined,
      replicas: undefined,
      injectors: injectorsOf(configurations),
      namespaces: undefined,
    });
    expect(only).toBeDefined();
    expect([only?.proxyCount, only?.leavingCount, only?.disconnectedCount]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([only?.replicas, only?.namespaces]).toEqual([undefined, undefined]);
  });

  it("counts nobody as staying while webhooks are unknown, nor as supported while versions are", () => {
    const [only] = revisionRows({
      rows: [row("a", { revision: "1-29" })],
      replicas: [],
      injectors: undefined,
      namespaces,
    });
    expect(only).toMatchObject({ revision: "1-29", proxyCount: 1 });
    expect([only?.leavingCount, only?.comingCount, only?.unsupportedCount]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
