import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CauseId } from "@/lib/causes/cause";
import { readBed, type Bed } from "./bed-file";
import { startConsole, type RunningConsole } from "./console";
import { callKube } from "./kube";
import { callFrom } from "./pod-calls";
import { until } from "./until";

const found = readBed();
const caller = "productpage-v1";
const host = "details.bookinfo.svc.cluster.local";
const url = "http://details:9080/details/0";
const edge = { source: "bookinfo/productpage-v1", destination: "bookinfo/details" };
const scope = { cluster: "", namespaces: [], range: { kind: "relative" as const, durationMs: 60_000 } };

type Written = {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly spec: object;
};
type Fault = {
  readonly name: string;
  readonly expected: CauseId;
  readonly flag: string;
  readonly status: number;
  readonly put?: readonly Written[];
  readonly tune?: string;
  readonly concurrency?: number;
};

const networking = "networking.istio.io/v1";
const security = "security.istio.io/v1";
const routed = (more: object, destination: object = {}): Written => ({
  group: networking,
  plural: "virtualservices",
  kind: "VirtualService",
  spec: { hosts: [host], http: [{ route: [{ destination: { host, ...destination } }], ...more }] },
});
const rule = (more: object): Written => ({
  group: networking,
  plural: "destinationrules",
  kind: "DestinationRule",
  spec: { host, ...more },
});
const selector = { matchLabels: { app: "details" } };

const faults: readonly Fault[] = [
  {
    name: "a subset that nobody defines",
    expected: "missing_subset",
    flag: "NC",
    status: 503,
    put: [routed({}, { subset: "v9" })],
  },
  {
    name: "a subset without pods",
    expected: "subset_without_pods",
    flag: "UH",
    status: 503,
    put: [rule({ subsets: [{ name: "v9", labels: { version: "v9" } }] }), routed({}, { subset: "v9" })],
  },
  {
    name: "routes that all have conditions",
    expected: "no_route",
    flag: "NR",
    status: 404,
    put: [routed({ match: [{ headers: { "x-team": { exact: "blue" } } }] })],
  },
  {
    name: "a port that the service does not have",
    expected: "wrong_port",
    flag: "NC",
    status: 503,
    put: [routed({}, { port: { number: 9999 } })],
  },
  {
    name: "a forgotten fault",
    expected: "fault_injected",
    flag: "FI",
    status: 503,
    put: [routed({ fault: { abort: { percentage: { value: 60 }, httpStatus: 503 } } })],
  },
  {
    name: "a policy that forgot the caller",
    expected: "access_denied",
    flag: "-",
    status: 403,
    put: [
      {
        group: security,
        plural: "authorizationpolicies",
        kind: "AuthorizationPolicy",
        spec: {
          selector,
          action: "ALLOW",
          rules: [{ from: [{ source: { principals: ["cluster.local/ns/x/sa/x"] } }] }],
        },
      },
    ],
  },
  {
    name: "plain text to a workload that takes mTLS only",
    expected: "mtls_mismatch",
    flag: "UC",
    status: 503,
    put: [
      rule({ trafficPolicy: { tls: { mode: "DISABLE" } } }),
      {
        group: security,
        plural: "peerauthentications",
        kind: "PeerAuthentication",
        spec: { selector, mtls: { mode: "STRICT" } },
      },
    ],
  },
  {
    name: "a destination that became slow",
    expected: "application_slow",
    flag: "UT",
    status: 504,
    tune: "latency-ms=1500&error-pct=0",
    put: [routed({ timeout: "0.5s" })],
  },
  {
    name: "an application that fails by itself",
    expected: "application_answer",
    flag: "-",
    status: 500,
    tune: "latency-ms=0&error-pct=60",
  },
  {
    name: "a connection pool that is too small",
    expected: "circuit_breaker",
    flag: "UO",
    status: 503,
    tune: "latency-ms=60&error-pct=0",
    concurrency: 24,
    put: [
      rule({
        trafficPolicy: {
          connectionPool: {
            tcp: { maxConnections: 1 },
            http: { http1MaxPendingRequests: 1, http2MaxRequests: 1 },
          },
        },
      }),
    ],
  },
];

describe.skipIf(found === undefined)("why this code, on real Envoys", () => {
  const bed = found as Bed;
  let running: RunningConsole;
  const written: string[] = [];

  beforeAll(async () => {
    running = await startConsole(bed);
    // What is usual is known from requests before the range that a fault is looked at in.
    await callFrom(caller, url, { count: 200 });
  });
  afterEach(async () => {
    for (const path of written.splice(0)) await callKube(bed, "DELETE", path, undefined, bed.TOKEN_ADMIN);
    await tune("latency-ms=0&error-pct=0");
  });
  afterAll(async () => {
    await running?.stop();
  });

  const tune = async (settings: string) => {
    const ip = bed.pods.find((pod) => pod.workload === "details-v1")?.ip ?? "";
    // A policy that was just taken back may keep this request out for a moment longer.
    await until(
      "details is tuned",
      async () => (await fetch(`http://${ip}:9080/_tune?${settings}`, { method: "POST" })).status === 200,
    );
  };

  async function put({ group, plural, kind, spec }: Written): Promise<void> {
    const path = `/apis/${group}/namespaces/bookinfo/${plural}`;
    const metadata = { name: "hd-causes", namespace: "bookinfo" };
    const { status } = await callKube(
      bed,
      "POST",
      path,
      { apiVersion: group, kind, metadata, spec },
      bed.TOKEN_ADMIN,
    );
    expect(status).toBe(201);
    written.push(`${path}/hd-causes`);
  }

  const isPicked = (fault: Fault) => (row: { flag: string; code: number; reporter: string }) =>
    row.reporter === "source" &&
    row.code === fault.status &&
    (fault.flag === "-" ? row.flag === "-" : row.flag.split(",").some((flag) => flag === fault.flag));

  it.each(faults)("$name is $expected", async (fault) => {
    if (fault.tune !== undefined) await tune(fault.tune);
    for (const object of fault.put ?? []) await put(object);
    await until(`the metrics show ${fault.status} ${fault.flag}`, async () => {
      await callFrom(caller, url, { count: 40, concurrency: fault.concurrency ?? 4 });
      const { data } = await running.trpc.causes.observed.query({ scope, edge });
      return data.symptoms.some(isPicked(fault));
    });
    const { data: observed } = await running.trpc.causes.observed.query({ scope, edge });
    const row = observed.symptoms.find(isPicked(fault));
    const { data } = await running.trpc.causes.explain.query({
      scope,
      edge,
      symptom: { code: fault.status, flag: row?.flag ?? fault.flag, reporter: "source", protocol: "http" },
    });
    expect(data.causes[0]?.id).toBe(fault.expected);
    expect(data.unknown).not.toContain("traffic");
  });
});
