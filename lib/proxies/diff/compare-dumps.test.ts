import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import { entryText } from "@/lib/proxies/dump/read-entries";
import { compareDumps, type ComparedDump, type CompareOptions } from "./compare-dumps";
import type { ConfigDiff } from "./result";

const shared = "../shared";
const options: CompareOptions = { facts: {}, isPodPair: false, hash: (text) => text };

function dumpOf(text: string, word: ComparedDump["word"] = "envoy"): ComparedDump {
  const { bytes, entries } = scanDumpBytes(new TextEncoder().encode(text));
  return { entries, word, value: (entry) => JSON.parse(entryText(bytes, entry)) as unknown };
}

function diffOf(left: ComparedDump, right: ComparedDump, own: Partial<CompareOptions> = {}): ConfigDiff {
  const steps = compareDumps(left, right, { ...options, ...own });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const lines = (diff: ConfigDiff) =>
  diff.changes.map((change) => `${change.kind} ${change.section} ${change.resource} ${change.pathText}`);

describe.skipIf(!existsSync(`${shared}/acceptance/envoy`))("dumps of another project", () => {
  const read = (name: string) => dumpOf(readFileSync(`${shared}/acceptance/envoy/${name}`, "utf8"));

  it("differ exactly where they differ", () => {
    const diff = diffOf(read("compare-a.json"), read("compare-b.json"));
    const manager = '"envoy.filters.network.http_connection_manager"';
    expect(lines(diff).toSorted()).toEqual(
      [
        "removed clusters inbound-vip|9080|http|ratings.default.svc.cluster.local ",
        "added clusters inbound-vip|9999|http|ratings.default.svc.cluster.local ",
        "removed routes inbound-vip|9080|http|reviews-v3.default.svc.cluster.local ",
        "added routes inbound-vip|9999|http|reviews-v3.default.svc.cluster.local ",
        // `use_remote_address` is a BoolValue: false is not the same as absent.
        `removed listeners connect_terminate filter_chains[1 "default"].filters[1 ${manager}].typed_config.use_remote_address`,
        `changed listeners main_internal filter_chains[1 "inbound-vip|9080||details.default.svc.cluster.local-http"].filters[1 ${manager}].typed_config.stat_prefix`,
      ].toSorted(),
    );
    expect(diff.meaningHash.left).not.toBe(diff.meaningHash.right);
  });

  it.each([
    "compare-a.json",
    "compare-b.json",
    "waypoint.json",
    "ecds.json",
    "routes-gateway.json",
    "secrets-istio.json",
  ])("%s does not differ from itself, without a hash and in other spelling", (name) => {
    const text = readFileSync(`${shared}/acceptance/envoy/${name}`, "utf8");
    const diff = diffOf(dumpOf(text), dumpOf(JSON.stringify(JSON.parse(text), null, 1)));
    expect(lines(diff)).toEqual([]);
    expect(diff.meaningHash.left).toBe(diff.meaningHash.right);
  });
});

describe.skipIf(!existsSync(`${shared}/meshbed/captures`))("Envoy beside istiod's expectation", () => {
  const envoy = () =>
    dumpOf(readFileSync(`${shared}/meshbed/captures/envoy/productpage-v1/config_dump.json`, "utf8"));
  const istiod = () =>
    dumpOf(readFileSync(`${shared}/meshbed/captures/istiod/config_dump-productpage.json`, "utf8"), "istiod");

  it("has no difference for a proxy in sync, whatever the spelling", () => {
    const diff = diffOf(envoy(), istiod());
    expect(lines(diff)).toEqual([]);
    expect(diff.sections.map(({ section, equalMeaning }) => [section, equalMeaning])).toEqual([
      ["clusters", 20],
      ["listeners", 12],
      ["routes", 7],
    ]);
    expect(diff.meaningHash.left).toBe(diff.meaningHash.right);
  });

  it("calls what istiod does not send not comparable, never missing", () => {
    const { omissions } = diffOf(istiod(), envoy());
    expect(omissions).toContainEqual({ section: "secrets", reason: "not_sent_by_istiod", resources: 2 });
    expect(omissions).toContainEqual({ section: "clusters", reason: "static_part", resources: 4 });
    expect(omissions).toContainEqual({ section: "endpoints", reason: "not_in_dump", resources: 20 });
  });
});

describe("a listener that only drains", () => {
  const listener = (name: string, port: number) => ({
    name,
    address: { socket_address: { address: "10.0.0.1", port_value: port } },
  });
  const dump = (listeners: readonly Record<string, unknown>[], word?: ComparedDump["word"]) =>
    dumpOf(
      JSON.stringify({
        configs: [
          { "@type": "type.googleapis.com/envoy.admin.v3.ListenersConfigDump", dynamic_listeners: listeners },
        ],
      }),
      word,
    );
  const active = (name: string, port: number) => ({ name, active_state: { listener: listener(name, port) } });
  const draining = (name: string, port: number) => ({
    name,
    draining_state: { listener: listener(name, port) },
  });
  const kept = active("kept", 80);

  it("is on its way out already: left out and counted, beside istiod and beside another pod", () => {
    for (const word of ["envoy", "istiod"] as const) {
      const diff = diffOf(dump([kept, draining("gone", 81)]), dump([kept], word));
      expect(lines(diff)).toEqual([]);
      expect(diff.omissions).toEqual([{ section: "listeners", reason: "draining", resources: 1 }]);
      expect(diff.sections).toMatchObject([{ section: "listeners", changed: 0, added: 0, removed: 0 }]);
      expect(diff.meaningHash.left).toBe(diff.meaningHash.right);
    }
  });

  it("is no difference beside the version that took its place", () => {
    const replaced = { ...active("kept", 80), draining_state: { listener: listener("kept", 79) } };
    const diff = diffOf(dump([replaced]), dump([kept]));
    expect(lines(diff)).toEqual([]);
    expect(diff.omissions).toMatchObject([{ reason: "draining", resources: 1 }]);
    expect(diff.meaningHash.left).toBe(diff.meaningHash.right);
  });

  it("does not hide that the other side still has it, or has it changed", () => {
    expect(lines(diffOf(dump([draining("gone", 81)]), dump([active("gone", 81)])))).toEqual([
      "added listeners gone ",
    ]);
    const moved = { ...active("kept", 80), draining_state: { listener: listener("kept", 79) } };
    expect(lines(diffOf(dump([moved]), dump([active("kept", 82)])))).toEqual([
      "changed listeners kept address.socket_address.port_value",
    ]);
  });
});

describe("resources that one side only has", () => {
  const clusters = (names: readonly string[], timeout = "1s") =>
    JSON.stringify({
      configs: [
        {
          "@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
          dynamic_active_clusters: names.map((name) => ({
            version_info: timeout,
            cluster: {
              name,
              connect_timeout: timeout,
              metadata: {
                filter_metadata: {
                  istio: { config: "/apis/networking.istio.io/v1/namespaces/shop/destination-rule/a" },
                },
              },
            },
          })),
        },
      ],
    });
  const counted = (dump: ComparedDump) => {
    let reads = 0;
    const value = (entry: (typeof dump.entries)[number]) => {
      reads += 1;
      return dump.value(entry);
    };
    return { dump: { ...dump, value }, reads: () => reads };
  };

  it("are read once for the list, and again only when their value is asked for", () => {
    const names = Array.from(
      { length: 2_000 },
      (_, index) => `outbound|80||a-${index}.shop.svc.cluster.local`,
    );
    const left = counted(dumpOf(clusters(names)));
    const diff = diffOf(left.dump, dumpOf(clusters([])));
    expect(diff.changes).toHaveLength(2_000);
    expect(diff.sections).toMatchObject([{ section: "clusters", removed: 2_000, equalMeaning: 0 }]);
    expect(diff.changes[0]).toMatchObject({ kind: "removed", cause: { kind: "Service", name: "a-0" } });
    expect(left.reads()).toBe(2_000);
    expect(diff.changes[1_999]?.before).toMatchObject({ name: names[1_999], connect_timeout: "1s" });
    expect(left.reads()).toBe(2_001);
    expect(diff.changes[1_999] && "after" in diff.changes[1_999]).toBe(false);
  });

  it("have another hash than none", () => {
    const { meaningHash } = diffOf(dumpOf(clusters(["a"])), dumpOf(clusters([])));
    expect(meaningHash.left).not.toBe(meaningHash.right);
  });
});

describe("a route table that stands inside of a listener", () => {
  const table = (timeout: string) => ({
    name: "inbound|80||",
    virtual_hosts: [
      { name: "any", domains: ["*"], routes: [{ match: { prefix: "/" }, route: { cluster: "a", timeout } }] },
    ],
  });
  const dump = (inside: string, copy: string) =>
    dumpOf(
      JSON.stringify({
        configs: [
          {
            "@type": "type.googleapis.com/envoy.admin.v3.ListenersConfigDump",
            dynamic_listeners: [
              {
                name: "virtualInbound",
                active_state: {
                  listener: {
                    name: "virtualInbound",
                    filter_chains: [
                      {
                        name: "80",
                        filters: [{ name: "hcm", typed_config: { route_config: table(inside) } }],
                      },
                    ],
                  },
                },
              },
            ],
          },
          {
            "@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump",
            static_route_configs: [{ route_config: table(copy) }],
          },
        ],
      }),
    );
  const inListener = `changed listeners virtualInbound filter_chains[1 "80"].filters[1 "hcm"].typed_config.route_config.virtual_hosts[any].routes[1 "/*"].route.timeout`;

  it("is told once, in the listener", () => {
    expect(lines(diffOf(dump("1s", "1s"), dump("2s", "2s")))).toEqual([inListener]);
  });

  it("is told where only its copy says so", () => {
    expect(lines(diffOf(dump("1s", "1s"), dump("1s", "2s")))).toEqual([
      `changed routes inbound|80|| virtual_hosts[any].routes[1 "/*"].route.timeout`,
    ]);
  });
});
