import { describe, expect, it } from "vitest";
import { ownRules } from "@/lib/config/checks/own/rules";
import type { Finding } from "@/lib/config/finding";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { meshFromYaml, serviceYaml } from "@/lib/xds/mesh-fixture";

const nowMs = Date.parse("2026-06-01T12:00:00Z");
const known = ["/Pod", "apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"].concat([
  "networking.istio.io/WorkloadEntry",
  "security.istio.io/PeerAuthentication",
]);
/** Kinds that the case leaves out are empty, not unknown. */
const mesh = (yaml: string): MeshObjects => ({
  ...Object.fromEntries(known.map((key) => [key, []])),
  ...meshFromYaml(yaml),
});
const findingsOf = (code: string, objects: MeshObjects): readonly Finding[] =>
  ownRules
    .filter(({ codes }) => codes.includes(code))
    .flatMap((rule) => rule.check({ objects, facts: {}, nowMs }))
    .filter((finding) => finding.code === code);
const repaired = (code: string, objects: MeshObjects) => {
  const [finding] = findingsOf(code, objects);
  const rule = ownRules.find(({ codes }) => codes.includes(code));
  return finding === undefined
    ? undefined
    : rule?.fix?.(finding, { objects, facts: {}, nowMs })?.[0]?.after?.spec;
};

const virtual = (http: string, more = "") => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews${more}}
spec: {hosts: [reviews], http: ${http}}
`;
const rule = (spec: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec: ${spec}
`;
const peer = (mode: string) => `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default}
spec: {mtls: {mode: ${mode}}}
`;
const unready = serviceYaml("reviews").replace('status: "True"', 'status: "False"');
const toReviews = "route: [{destination: {host: reviews}}]";
const collide = (name: string, created: string, path: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, creationTimestamp: "${created}"}
spec: {parentRefs: [{kind: Service, name: reviews}], rules: [{matches: [{path: {type: PathPrefix, value: ${path}}}]}]}
`;
const listener = (status: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: front}
spec: {gatewayClassName: istio, listeners: [{name: https, port: 443, protocol: HTTPS}]}
status: {listeners: [{name: https, conditions: [{type: ResolvedRefs, status: "${status}", reason: InvalidCertificateRef, message: no secret}]}]}
`;

/** Code, what is wrong, what is right. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    "HD0001",
    virtual("[{route: [{destination: {host: a}, weight: 30}, {destination: {host: b}, weight: 30}]}]"),
    virtual("[{route: [{destination: {host: a}, weight: 30}, {destination: {host: b}, weight: 70}]}]"),
  ],
  [
    "HD0002",
    virtual(`[{${toReviews}}]`) + collide("r", "2026-01-01T00:00:00Z", "/"),
    virtual(`[{${toReviews}}]`),
  ],
  [
    "HD0005",
    virtual(
      `[{name: wide, match: [{uri: {prefix: /api}}], ${toReviews}}, {name: narrow, match: [{uri: {exact: /api/v1}, method: {exact: GET}}], ${toReviews}}]`,
    ),
    virtual(
      `[{match: [{uri: {prefix: /api}, headers: {x: {exact: "1"}}}], ${toReviews}}, {match: [{uri: {prefix: /api}}], ${toReviews}}]`,
    ),
  ],
  [
    "HD0006",
    unready + rule("{host: reviews, subsets: [{name: v1, labels: {version: v1}}]}"),
    serviceYaml("reviews") + rule("{host: reviews, subsets: [{name: v1, labels: {version: v1}}]}"),
  ],
  [
    "HD0007",
    serviceYaml("reviews") +
      `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: t}
spec: {selector: {matchLabels: {app: gone}}}
`,
    serviceYaml("reviews") +
      `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: t, namespace: istio-system}
spec: {selector: {matchLabels: {app: reviews}}}
`,
  ],
  [
    "HD0011",
    collide("a", "2026-01-01T00:00:00Z", "/x") + collide("b", "2026-02-01T00:00:00Z", "/x"),
    collide("a", "2026-01-01T00:00:00Z", "/x") + collide("b", "2026-02-01T00:00:00Z", "/y"),
  ],
  [
    "HD0014",
    virtual(`[{fault: {delay: {fixedDelay: 5s, percentage: {value: 10}}}, ${toReviews}}]`),
    virtual(
      `[{fault: {delay: {fixedDelay: 5s, percentage: {value: 10}}}, ${toReviews}}]`,
      ', annotations: {"heddle.io/fault-expires-at": "2026-06-01T12:10:00Z"}',
    ),
  ],
  [
    "HD0015",
    unready + virtual(`[{${toReviews}, mirror: {host: reviews}}]`),
    serviceYaml("reviews") + virtual(`[{${toReviews}, mirror: {host: reviews}}]`),
  ],
  [
    "HD0016",
    serviceYaml("reviews") + peer("STRICT") + rule("{host: reviews, trafficPolicy: {tls: {mode: DISABLE}}}"),
    serviceYaml("reviews") +
      peer("STRICT") +
      rule("{host: reviews, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}"),
  ],
  ["HD0017", listener("False"), listener("True")],
  [
    "HD0018",
    virtual(`[{${toReviews}, timeout: 6s, retries: {attempts: 2, retryOn: "5xx"}}]`),
    virtual(`[{match: [{method: {exact: GET}}], ${toReviews}, retries: {attempts: 2, retryOn: "5xx"}}]`),
  ],
  [
    "HD0019",
    rule(
      "{host: reviews, trafficPolicy: {loadBalancer: {localityLbSetting: {failover: [{from: a, to: b}]}}}}",
    ),
    rule(
      "{host: reviews, trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: [{from: a, to: b}]}}}}",
    ),
  ],
  [
    "HD0020",
    virtual(`[{${toReviews}, timeout: 2s, retries: {attempts: 3, perTryTimeout: 2s}}]`),
    virtual(`[{${toReviews}, timeout: 9s, retries: {attempts: 3, perTryTimeout: 2s}}]`),
  ],
  [
    "HD0021",
    serviceYaml("reviews", { port: "{name: tcp-x, port: 9080}" }) + virtual(`[{${toReviews}}]`),
    serviceYaml("reviews") + virtual(`[{${toReviews}}]`),
  ],
];

describe.each(cases)("%s", (code, wrong, right) => {
  it("is told of what is wrong, once", () => {
    expect(findingsOf(code, mesh(wrong)).map((finding) => finding.code)).toEqual([code]);
  });

  it("is silent about what is right", () => {
    expect(findingsOf(code, mesh(right))).toEqual([]);
  });

  it("has a repair exactly when it says so, and the repair ends it", () => {
    const [finding] = findingsOf(code, mesh(wrong));
    const owner = ownRules.find(({ codes }) => codes.includes(code));
    const objects = mesh(wrong);
    const repairs = finding === undefined ? undefined : owner?.fix?.(finding, { objects, facts: {}, nowMs });
    expect(repairs !== undefined).toBe(finding?.isFixable === true);
    for (const { after } of repairs ?? []) {
      if (after === undefined) continue;
      const group = after.apiVersion.includes("/") ? (after.apiVersion.split("/")[0] ?? "") : "";
      const next = { ...objects, [`${group}/${after.kind}`]: [after] };
      expect(findingsOf(code, next)).toEqual([]);
    }
  });
});

describe("repairs", () => {
  it("takes only the fault out of a route", () => {
    const objects = mesh(virtual(`[{fault: {abort: {httpStatus: 500}}, ${toReviews}, timeout: 3s}]`));
    expect(repaired("HD0014", objects)).toEqual({
      hosts: ["reviews"],
      http: [{ route: [{ destination: { host: "reviews" } }], timeout: "3s" }],
    });
  });

  it("shares a route's timeout among the tries of a write", () => {
    const objects = mesh(virtual(`[{${toReviews}, timeout: 6s, retries: {attempts: 2, retryOn: "5xx"}}]`));
    expect(repaired("HD0018", objects)).toMatchObject({ http: [{ retries: { perTryTimeout: "2s" } }] });
  });
});

describe("a kind that could not be read", () => {
  it("keeps every rule from saying anything that rests on its absence", () => {
    const { "/Pod": _pods, ...objects } = mesh(
      unready +
        virtual(`[{${toReviews}, mirror: {host: reviews}}]`) +
        `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: t}
spec: {selector: {matchLabels: {app: gone}}}
`,
    );
    for (const code of ["HD0006", "HD0007", "HD0015", "HD0016"])
      expect(findingsOf(code, objects)).toEqual([]);
  });

  it("does not make any rule throw, whatever shape the objects have", () => {
    const odd = mesh(`---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: odd}
spec: {hosts: 7, http: [{route: nothing, retries: yes}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: odd}
spec: {host: [], subsets: {}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: odd}
spec: {parentRefs: 3, rules: {}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: odd}
status: {listeners: [7]}
---
apiVersion: v1
kind: Service
metadata: {name: odd}
`);
    const facts = { calls: [], sync: [], certificates: [], protocols: [] };
    expect(ownRules.flatMap((one) => one.check({ objects: odd, facts, nowMs }))).toEqual([]);
    expect(ownRules.flatMap((one) => one.check({ objects: {}, facts, nowMs }))).toEqual([]);
  });
});
