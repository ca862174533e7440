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
