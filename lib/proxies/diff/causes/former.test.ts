import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import type { CauseContext, CauseFacts } from "./context";
import { causeOf } from "./cause-of";

const networking = "networking.istio.io/v1";
const object = (kind: string, name: string, spec: object, madeAt = "2026-01-01T00:00:00Z"): Manifest => ({
  apiVersion: networking,
  kind,
  metadata: { name, namespace: "shop", creationTimestamp: madeAt },
  spec: { ...spec },
});
const readAtMs = Date.parse("2026-05-01T09:00:00Z");
const factsOf = (now: readonly Manifest[], former: readonly Manifest[]): CauseFacts => ({
  objects: Object.fromEntries(
    ["ServiceEntry", "Sidecar", "EnvoyFilter"].map((kind) => [
      `networking.istio.io/${kind}`,
      now.filter((each) => each.kind === kind),
    ]),
  ),
  former: former.map((manifest) => ({ manifest, atMs: readAtMs + 1000 })),
  proxy: { namespace: "shop", labels: { app: "cart" } },
  leftAtMs: readAtMs,
  rightAtMs: readAtMs + 2000,
});
const contextOf = (facts: CauseFacts, more: Partial<CauseContext>): CauseContext => ({
  facts,
  section: "clusters",
  resource: "outbound|9081||back.test",
  state: "active",
  pathText: "",
  difference: { kind: "added", path: [], ancestors: [], after: {} },
  lookup: () => undefined,
  hasHost: () => false,
  ...more,
});
const words = (context: CauseContext) => {
  const cause = causeOf(context);
  return `${cause?.kind} ${cause?.name}`;
};

describe("what was written or deleted between two reads", () => {
  const entry = (...ports: readonly number[]) =>
    object("ServiceEntry", "back", { hosts: ["back.test"], ports: ports.map((number) => ({ number })) });
  const sidecar = object("Sidecar", "default", { egress: [{ hosts: ["./nobody.test"] }] });

  it("a port that comes back with a deleted Sidecar is not the doing of an entry that always had it", () => {
    expect(words(contextOf(factsOf([entry(9081)], [entry(9081, 7000), sidecar]), {}))).toBe(
      "Sidecar default",
    );
  });

  it("a port that its entry did not have before is the doing of the entry", () => {
    expect(words(contextOf(factsOf([entry(9081)], [entry(7000), sidecar]), {}))).toBe("ServiceEntry back");
  });

  it("a refusal that is over is named by the object that ended it", () => {
    const filter = object("EnvoyFilter", "broken", {
      configPatches: [
        {
          applyTo: "HTTP_FILTER",
          patch: {
            operation: "INSERT_BEFORE",
            value: { name: "envoy.filters.http.lua", code: "not lua at all" },
          },
        },
      ],
    });
    const details = 'script load error: [string "not lua at all"]:1: syntax error';
    const gone = contextOf(factsOf([], [filter]), {
      section: "listeners",
      resource: "virtualInbound",
      state: "error",
      difference: { kind: "removed", path: [], ancestors: [], before: { details } },
    });
    expect(words(gone)).toBe("EnvoyFilter broken");
  });
});
