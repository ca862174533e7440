import { describe, expect, it } from "vitest";
import type { Host } from "./hosts";
import { pickEndpoints } from "./pick-endpoints";

const host = (address: string, parts: Partial<Host["endpoint"]> = {}): Host => ({
  proto: {},
  localityWeight: 0,
  endpoint: {
    address,
    state: "healthy",
    isLive: false,
    priority: 0,
    locality: "",
    weight: 1,
    tls: "none",
    ...parts,
  },
});
const three = [host("a", { weight: 2 }), host("b"), host("c", { state: "unhealthy" })];
const pick = (policy: string, hashes: boolean, hosts: readonly Host[] = three) =>
  pickEndpoints(
    { lb_policy: policy },
    { hosts, overprovisioningPercent: 140, from: "assignment" },
    { metadataMatch: {}, hashes },
  );
const shares = (result: ReturnType<typeof pick>) => result.endpoints.map(({ sharePercent }) => sharePercent);

describe("pickEndpoints", () => {
  it.each([
    ["ROUND_ROBIN", true],
    ["LEAST_REQUEST", true],
    ["RING_HASH", false],
    ["MAGLEV", false],
  ])("shares by weight with %s, and nothing goes to a host that is not healthy", (policy, hashes) => {
    const result = pick(policy, hashes);
    expect(shares(result).map((share) => Math.round(share ?? -1))).toEqual([67, 33, 0]);
    expect(result.notes).toEqual([]);
    expect(result.endpoints[2]?.because?.code).toBe("endpoint_unhealthy");
  });

  it.each(["RING_HASH", "MAGLEV"])("does not guess what a hash of %s picks", (policy) => {
    const result = pick(policy, true);
    expect(shares(result)).toEqual([undefined, undefined, 0]);
    expect(result.notes.map(({ code }) => code)).toEqual(["hash_picks"]);
    expect(result.canPick).toBe(true);
  });

  it("knows what a hash picks where only one host is left", () => {
    expect(shares(pick("MAGLEV", true, [host("a"), host("c", { state: "unhealthy" })]))).toEqual([100, 0]);
  });

  it("picks nobody of no hosts", () => {
    expect(pick("ROUND_ROBIN", false, [])).toMatchObject({ endpoints: [], canPick: false });
  });
});
