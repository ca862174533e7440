import { describe, expect, it } from "vitest";
import { compareDumps } from "./compare-dumps";
import type { ComparedDump } from "./compare-dumps";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import { entryText } from "@/lib/proxies/dump/read-entries";

const admin = "type.googleapis.com/envoy.admin.v3";
const network = "type.googleapis.com/envoy.extensions.filters.network";

function dumpOf(...configs: readonly unknown[]): ComparedDump {
  const { bytes, entries } = scanDumpBytes(new TextEncoder().encode(JSON.stringify({ configs })));
  return {
    entries,
    word: "envoy",
    value: (entry) => JSON.parse(entryText(bytes, entry)) as unknown,
  };
}

function diffOf(left: ComparedDump, right: ComparedDump) {
  const steps = compareDumps(left, right, { facts: {}, isPodPair: true, hash: (text) => text });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

describe("two pods that were told the same", () => {
  it("do not differ in the order in which their builds of Envoy list what they can do", () => {
    const bootstrap = (...names: readonly string[]) => ({
      "@type": `${admin}.BootstrapConfigDump`,
      bootstrap: { node: { extensions: names.map((name) => ({ category: "envoy.formatter", name })) } },
    });
    const diff = diffOf(
      dumpOf(bootstrap("cel", "metadata", "req")),
      dumpOf(bootstrap("req", "cel", "metadata")),
    );
    expect(diff.changes).toEqual([]);
    const other = diffOf(dumpOf(bootstrap("cel", "req")), dumpOf(bootstrap("cel", "lua")));
    expect(other.changes.map(({ kind }) => kind).toSorted()).toEqual(["added", "removed"]);
  });

  it("may tell traces another version of theirs", () => {
    const listeners = (revision: string) => ({
      "@type": `${admin}.ListenersConfigDump`,
      dynamic_listeners: [
        {
          name: "0.0.0.0_80",
          active_state: {
            listener: {
              name: "0.0.0.0_80",
              filter_chains: [
                {
                  filters: [
                    {
                      name: "http",
                      typed_config: {
                        "@type": `${network}.http_connection_manager.v3.HttpConnectionManager`,
                        tracing: {
                          custom_tags: [{ tag: "istio.canonical_revision", literal: { value: revision } }],
                        },
                      },
                    },
                  ],
                },
              ],
            },
          },
        },
      ],
    });
    const diff = diffOf(dumpOf(listeners("v1")), dumpOf(listeners("v2")));
    expect(diff.changes.map(({ expected }) => expected)).toEqual(["tracing"]);
  });
});
