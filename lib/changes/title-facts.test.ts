import { expect, it } from "vitest";
import { titleFacts } from "@/lib/changes/title-facts";

const factsOf = (request: unknown) => titleFacts(JSON.stringify(request));
const service = { namespace: "shop", name: "cart" };
const v1 = { name: "v1", labels: {} };

it.each([
  [{ kind: "undo", changeId: "a" }, "undo", {}],
  [
    {
      kind: "traffic_split",
      intent: {
        service,
        destinations: [
          { ...v1, weightPercent: 90 },
          { name: "v2", labels: {}, weightPercent: 10 },
        ],
      },
    },
    "split",
    { weights: "v1 90%, v2 10%" },
  ],
  [
    { kind: "mirror", intent: { service, destination: v1, mirrorPercent: 0.5 } },
    "mirror",
    { percent: 0.5, name: "v1" },
  ],
  [
    {
      kind: "request_route",
      intent: { service, name: "beta", destinations: [{ ...v1, weightPercent: 100 }] },
    },
    "route",
    { name: "beta", weights: "v1 100%" },
  ],
  [
    { kind: "timeout_retry", intent: { service, route: "", timeoutMs: 2000, retries: { attempts: 3 } } },
    "timeout",
    { timeout: "2.00 s", retries: 3 },
  ],
  [{ kind: "timeout_retry", intent: { service, route: "" } }, "timeout", { timeout: "∞", retries: -1 }],
  [
    { kind: "fault", intent: { service, abort: { percent: 5, grpcStatus: "UNAVAILABLE" } } },
    "abort",
    { abortPercent: 5, status: "UNAVAILABLE" },
  ],
  [
    {
      kind: "fault",
      intent: { service, delay: { percent: 5, delayMs: 50 }, abort: { percent: 1, httpStatus: 503 } },
    },
    "delayAndAbort",
    { delayPercent: 5, time: "50.0 ms", abortPercent: 1, status: "503" },
  ],
  [{ kind: "mtls", intent: { mode: "STRICT" } }, "mtls", { mode: "STRICT" }],
  [
    {
      kind: "manifests",
      edits: [
        {
          action: "delete",
          manifest: { kind: "VirtualService", metadata: { namespace: "shop", name: "cart" } },
        },
        { action: "put", manifest: { kind: "Namespace", metadata: { name: "shop" } } },
      ],
    },
    "delete",
    { object: "VirtualService shop/cart", more: 1 },
  ],
  [
    { kind: "fault_stage", intent: { delay: { percent: 2.5 }, abort: { percent: 10 } } },
    "experiment",
    { strength: "10%" },
  ],
])("reads what %j is about", (request, key, values) => {
  expect(factsOf(request)).toEqual({ key, values, isRemoval: false });
});

it("tells an intent that was taken out", () => {
  expect(factsOf({ kind: "circuit_breaker", intent: { service }, remove: true })?.isRemoval).toBe(true);
});

it.each([
  "null",
  "[]",
  '{"kind":"traffic_split"}',
  '{"kind":"mirror","intent":{}}',
  '{"kind":"fault","intent":{}}',
  '{"kind":"teleport","intent":{}}',
  '{"kind":"manifests","title":"Fix IST0101","edits":[]}',
])("has no title for %s", (intent) => {
  expect(titleFacts(intent)).toBeUndefined();
});
