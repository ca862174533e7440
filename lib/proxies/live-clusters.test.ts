import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveCounters } from "./endpoint";
import { clustersPageSchema, hostsBeyondRows, liveOfRows } from "./live-clusters";
import { packLive, unpackLive } from "./live-wire";

const page = clustersPageSchema.parse({
  cluster_statuses: [
    {
      name: "api",
      host_statuses: [
        {
          address: { socket_address: { address: "10.0.0.1", port_value: 80 } },
          stats: [
            { name: "rq_total", value: "7" },
            { name: "rq_error" },
            { name: "cx_active", type: "GAUGE", value: "2" },
          ],
          health_status: { eds_health_status: "HEALTHY", failed_outlier_check: true },
          success_rate: { value: -1 },
        },
        {
          address: { socket_address: { address: "10.0.0.9", port_value: 80 } },
          hostname: "api.example",
          priority: 1,
          health_status: { eds_health_status: "DEGRADED" },
        },
      ],
    },
  ],
});
const row = (address: string) => ({ name: "api", address });

describe("what /clusters says of endpoints", () => {
  it("stands place by place with the rows; a host that Envoy does not list is unknown, not zero", () => {
    const [known, unknown] = liveOfRows([row("10.0.0.1:80"), row("10.0.0.2:80")], page);
    expect(known).toMatchObject({
      counters: { requestsTotal: 7, requestErrors: 0, connectionsActive: 2 },
      faults: ["failed_outlier_check"],
      edsHealth: "HEALTHY",
    });
    // Too little traffic for a success rate is no success rate.
    expect(known?.counters.successPercent).toBeUndefined();
    expect(unknown).toBeNull();
  });

  it("adds the hosts that the dump does not list, with the cluster's entry to open", () => {
    const found = hostsBeyondRows([row("10.0.0.1:80")], page, () => "dynamic_active_clusters/api");
    expect(found.map((host) => host.row)).toMatchObject([
      {
        id: "dynamic_active_clusters/api",
        address: "10.0.0.9:80",
        hostname: "api.example",
        priority: 1,
        configuredHealth: "DEGRADED",
      },
    ]);
  });

  it("travels packed without losing or inventing a value", () => {
    const counter = fc.option(fc.nat(), { nil: undefined });
    const counters = fc.record({
      requestsTotal: counter,
      requestErrors: counter,
      connectionsActive: counter,
      successPercent: counter,
    });
    const words = fc.option(fc.stringMatching(/^[a-z/.-]{1,12}$/), { nil: undefined });
    const faults = fc.array(fc.constantFrom("failed_outlier_check", "active_hc_timeout"), { maxLength: 2 });
    fc.assert(
      fc.property(counters, faults, words, words, (figures, faulty, hostname, pod) => {
        const known = Object.entries(figures).filter(([, value]) => value !== undefined);
        const live = {
          counters: Object.fromEntries(known) as LiveCounters,
          faults: faulty,
          ...(hostname === undefined ? {} : { hostname }),
          ...(pod === undefined ? {} : { pod }),
        };
        expect(unpackLive(packLive(live))).toEqual(live);
      }),
    );
  });
});
