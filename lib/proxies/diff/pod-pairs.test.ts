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

  it("do not differ in hosts of original destinations, which come and go with requests", () => {
    const host = (address: string, hostname = "") => ({
      endpoint: {
        address: { socket_address: { address, port_value: 9080 } },
        ...(hostname === "" ? {} : { hostname }),
      },
      health_status: "HEALTHY",
    });
    const endpoints = (...lb_endpoints: readonly unknown[]) => ({
      "@type": `${admin}.EndpointsConfigDump`,
      static_endpoint_configs: [
        {
          endpoint_config: {
            cluster_name: "inbound|9080||",
            ...(lb_endpoints.length === 0 ? {} : { endpoints: [{ locality: {}, lb_endpoints }] }),
          },
        },
      ],
    });
    const made = (address: string) =>
      host(address, `inbound|9080||${address.includes(":") ? `[${address}]` : address}:9080`);
    const idle = dumpOf(endpoints());
    for (const busy of [endpoints(made("10.0.0.1")), endpoints(made("10.0.0.2"), made("fd00::2"))]) {
      const diff = diffOf(idle, dumpOf(busy));
      expect(diff.changes).toEqual([]);
      expect(diff.omissions).toEqual([{ section: "endpoints", reason: "made_by_traffic", resources: 1 }]);
    }
    expect(diffOf(idle, dumpOf(endpoints(host("10.0.0.3", "named")))).changes).toHaveLength(1);
  });
});
