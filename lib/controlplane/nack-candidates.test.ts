import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { objectsFromManifests } from "@/lib/xds/mesh-objects";
import { parseNack } from "./nack";
import { nackCandidates } from "./nack-candidates";
import type { NackFacts } from "./nack-facts";

const script = "function envoy_on_request(handle) handle:";
const nack = `Error adding/updating listener(s) virtualInbound: script load error: [string "${script}"]:1: '<name>' expected near '<eof>'\n`;

function envoyFilter(
  name: string,
  patches: readonly unknown[],
  rest: { namespace?: string; labels?: object; at?: string } = {},
) {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: {
      name,
      namespace: rest.namespace ?? "shop",
      creationTimestamp: rest.at ?? "2026-01-01T00:00:00Z",
    },
    spec: {
      ...(rest.labels === undefined ? {} : { workloadSelector: { labels: rest.labels } }),
      configPatches: patches,
    },
  } as Manifest;
}

const lua = (code: string, context = "SIDECAR_INBOUND") => ({
  applyTo: "HTTP_FILTER",
  match: { context },
  patch: { operation: "INSERT_BEFORE", value: { name: "x", typed_config: { inlineCode: code } } },
});

function ranked(
  text: string,
  manifests: readonly Manifest[],
  facts: Partial<NackFacts> = {},
  type: "lds" | "cds" | "rds" = "lds",
) {
  const [part] = parseNack(text, type);
  if (part === undefined) throw new Error("no part");
  return nackCandidates({
    part,
    proxy: { namespace: "shop", labels: { app: "web" }, isGateway: false },
    objects: objectsFromManifests(manifests),
    ...facts,
  });
}

describe("nackCandidates", () => {
  it("puts the filter first whose script Envoy quotes, and leaves out those that cannot reach the proxy", () => {
    const found = ranked(nack, [
      envoyFilter("other-script", [lua("function fine() end")]),
      envoyFilter("broken", [lua(script)]),
      envoyFilter("elsewhere", [lua(script)], { namespace: "billing" }),
      envoyFilter("other-app", [lua(script)], { labels: { app: "db" } }),
      envoyFilter("outbound", [lua(script, "SIDECAR_OUTBOUND")]),
      envoyFilter("gateway", [lua(script, "GATEWAY")]),
      envoyFilter("clusters", [{ applyTo: "CLUSTER", patch: { operation: "MERGE", value: {} } }]),
    ]);
    expect(found.map(({ ref }) => ref.name)).toEqual(["broken", "other-script"]);
    expect(found[0]?.reasons[0]).toEqual({ code: "quoted", text: script });
  });

  it("prefers what was changed just before istiod sent the refused version", () => {
    const sentAtMs = Date.UTC(2026, 4, 4, 10, 0, 0, 300);
    const found = ranked(
      "Error adding/updating listener(s) virtualInbound: something new\n",
      [envoyFilter("old", [lua("a")]), envoyFilter("new", [lua("b")], { at: "2026-05-04T10:00:00Z" })],
      { sentAtMs },
    );
    expect(found.map(({ ref }) => ref.name)).toEqual(["new", "old"]);
    expect(found[0]?.reasons).toContainEqual({ code: "changed", beforeMs: 300 });
  });

  it("finds the rule of a cluster's host, in whichever form its author wrote it, and the stamped object", () => {
    const rule = (name: string, host: string, namespace = "shop"): Manifest => ({
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name, namespace },
      spec: { host },
    });
    const text =
      "Error adding/updating cluster(s) outbound|80||web.shop.svc.cluster.local: Invalid path: /ca.pem";
    const manifests = [
      rule("short", "web"),
      rule("full", "web.shop.svc.cluster.local", "b"),
      rule("other", "web", "b"),
      rule("wild", "*.shop.svc.cluster.local"),
    ];
    expect(
      ranked(text, manifests, {}, "cds")
        .map(({ ref }) => ref.name)
        .toSorted(),
    ).toEqual(["full", "short", "wild"]);
    const stamped = {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      namespace: "shop",
      name: "short",
    };
    expect(ranked(text, manifests, { stamped }, "cds")[0]?.ref.name).toBe("short");
  });

  it("names a patch of this port and not one of another", () => {
    const patch = (portNumber: number) => ({
      applyTo: "LISTENER",
      match: { listener: { portNumber } },
      patch: { operation: "MERGE" },
    });
    const text = "Error adding/updating listener(s) 10.0.0.1_443: no filter chains specified\n";
    const found = ranked(text, [envoyFilter("a", [patch(443)]), envoyFilter("b", [patch(80)])]);
    expect(found.map(({ ref, reasons }) => [ref.name, reasons.map(({ code }) => code)])).toEqual([
      ["a", ["patches", "matches"]],
    ]);
  });

  it("names nothing rather than everything when no object fits", () => {
    expect(ranked("route: unknown cluster 'x'", [envoyFilter("a", [lua("b")])], {}, "rds")).toEqual([]);
  });
});
