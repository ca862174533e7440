import { describe, expect, it } from "vitest";
import { findChain, type Connection } from "@/lib/proxies/explain/find-chain";
import { isInRange, parseIp, parseRange } from "@/lib/proxies/explain/ip-range";

const chain = (name: string, filter_chain_match: object) => ({ name, filter_chain_match });
const at = (change: Partial<Connection> = {}): Connection => ({
  destination: { ip: "10.0.0.1", port: 80 },
  source: { ip: "10.9.9.9", port: 5000 },
  transport: "raw_buffer",
  serverName: "",
  applications: [],
  ...change,
});
const namesOf = (listener: unknown, connection: Connection) =>
  findChain(listener, connection).chains.map((one) => (typeof one === "string" ? one : one.name));

describe("a filter chain", () => {
  const range = (address_prefix: string, prefix_len: number) => ({
    prefix_ranges: [{ address_prefix, prefix_len }],
  });

  it("is the one of the port, and there is no way back to those without", () => {
    const listener = {
      filter_chains: [chain("port", { destination_port: 80, transport_protocol: "tls" }), chain("any", {})],
    };
    expect(namesOf(listener, at())).toEqual(["closed"]);
    expect(namesOf(listener, at({ transport: "tls" }))).toEqual(["port"]);
    expect(namesOf(listener, at({ destination: { ip: "10.0.0.1", port: 81 } }))).toEqual(["any"]);
  });

  it("is the one with the longest range, and the default where none holds", () => {
    const listener = {
      filter_chains: [chain("wide", range("10.0.0.0", 8)), chain("narrow", range("10.0.0.0", 24))],
      default_filter_chain: { name: "d" },
    };
    expect(namesOf(listener, at())).toEqual(["narrow"]);
    expect(namesOf(listener, at({ destination: { ip: "10.7.0.1", port: 80 } }))).toEqual(["wide"]);
    expect(namesOf(listener, at({ destination: { ip: "::1", port: 80 } }))).toEqual(["default"]);
  });

  it("may be either of two, where Envoy itself has no order", () => {
    const listener = { filter_chains: [chain("every", range("0.0.0.0", 0)), chain("none", {})] };
    expect(findChain(listener, at()).dependsOn).toEqual(["destination_ip"]);
    expect(namesOf(listener, at())).toEqual(["every", "none"]);
  });

  it("depends on what nobody told, and only on that", () => {
    const listener = {
      filter_chains: [
        chain("mesh", { transport_protocol: "tls", application_protocols: ["istio", "istio-peer-exchange"] }),
        chain("tls", { transport_protocol: "tls" }),
        chain("plain", { transport_protocol: "raw_buffer" }),
      ],
    };
    const { transport: _transport, applications: _applications, ...rest } = at();
    expect(findChain(listener, rest).dependsOn).toEqual(["transport_protocol", "application_protocols"]);
    expect(namesOf(listener, rest)).toEqual(["mesh", "tls", "plain"]);
    expect(namesOf(listener, { ...rest, transport: "raw_buffer" })).toEqual(["plain"]);
  });
});

describe("an address", () => {
  it.each([
    ["10.0.0.1", "10.0.0.0", 24, true],
    ["10.0.1.1", "10.0.0.0", 24, false],
    ["2001:db8::7", "2001:db8::", 32, true],
    ["[::ffff:10.0.0.1]", "::ffff:0:0", 96, true],
    ["10.0.0.1", "::", 0, false],
  ])("%s in %s/%d: %s", (address, prefix, length, wanted) => {
    const ip = parseIp(address);
    const block = parseRange(prefix, length);
    if (ip === undefined || block === undefined) throw new Error("not read");
    expect(isInRange(ip, block)).toBe(wanted);
  });

  it.each(["10.0.0", "10.0.0.256", "1::2::3", "12345::", "cart"])("%s is none", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });
});
