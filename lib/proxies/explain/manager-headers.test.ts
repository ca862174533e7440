import { describe, expect, it } from "vitest";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import type { PeerFacts } from "@/lib/proxies/explain/peer";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";

const request = (headers: Record<string, string> = {}): ExplainedRequest => ({
  authority: "shop:80",
  path: "/",
  method: "GET",
  scheme: "http",
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  headersAreComplete: true,
});
const peer: PeerFacts = {
  directSourceIp: "9.9.9.9",
  destination: { ip: "10.0.0.1", port: 8080 },
  isTls: false,
  certificate: null,
};
const after = (hcm: object, headers: Record<string, string> = {}, from: PeerFacts = peer) =>
  normalRequest(hcm, request(headers), from);

describe("headers that a connection manager writes", () => {
  it("keep of te what is trailers", () => {
    expect(headerOf(after({}, { te: "gzip" }).request, "te")).toBeNull();
    expect(headerOf(after({}, { te: "gzip, trailers" }).request, "te")).toBe("trailers");
    const upgrade = { te: "gzip", connection: "upgrade", upgrade: "websocket" };
    expect(headerOf(after({}, upgrade).request, "te")).toBe("gzip");
  });

  it("name the caller at the edge", () => {
    const edge = { use_remote_address: true };
    expect(headerOf(after(edge).request, "x-envoy-external-address")).toBe("9.9.9.9");
    expect(headerOf(after({}).request, "x-envoy-external-address")).toBeNull();
  });

  it("can't be told where Envoy writes its own address for a caller on the same machine", () => {
    const found = after({ use_remote_address: true }, {}, { ...peer, directSourceIp: "127.0.0.1" });
    expect(headerOf(found.request, "x-forwarded-for")).toBeUndefined();
  });

  it("name the listener's port, unless somebody trusted has named one", () => {
    const hcm = { append_x_forwarded_port: true };
    const sent = { "x-forwarded-port": "1" };
    expect(headerOf(after(hcm).request, "x-forwarded-port")).toBe("8080");
    expect(headerOf(after(hcm, sent).request, "x-forwarded-port")).toBe("1");
    expect(headerOf(after({ ...hcm, use_remote_address: true }, sent).request, "x-forwarded-port")).toBe(
      "8080",
    );
  });

  it("tell the way, and the proxy for a caller without a name", () => {
    const hcm = { via: "edge", add_user_agent: true };
    expect(headerOf(after(hcm, { via: "1.1 a" }).request, "via")).toBe("1.1 a, edge");
    expect(headerOf(after(hcm).request, "user-agent")).toBeUndefined();
    expect(headerOf(after(hcm, { "user-agent": "curl" }).request, "user-agent")).toBe("curl");
  });

  it("take away what a caller says of certificates, unless the manager passes it on", () => {
    const name = "x-forwarded-client-cert";
    const read = (rule: string, from = peer) =>
      headerOf(after({ forward_client_cert_details: rule }, { [name]: "By=a" }, from).request, name);
    const shown: PeerFacts = { ...peer, isTls: true, certificate: { uris: [], dnsNames: [], subject: "" } };
    expect(read("SANITIZE", shown)).toBeNull();
    expect(read("APPEND_FORWARD")).toBeNull();
    expect(read("ALWAYS_FORWARD_ONLY")).toBe("By=a");
    expect(read("FORWARD_ONLY", shown)).toBe("By=a");
    expect(read("SANITIZE_SET", shown)).toBeUndefined();
  });

  it("come after early mutations", () => {
    const mutations = [
      { append: { header: { key: "X-A", value: "1" } } },
      { remove: "x-b" },
      { append: { header: { key: "x-c", value: "%HOSTNAME%" } } },
    ];
    const hcm = { early_header_mutation_extensions: [{ name: "e", typed_config: { mutations } }] };
    const found = after(hcm, { "X-B": "2" }).request;
    expect(["x-a", "x-b", "x-c"].map((name) => headerOf(found, name))).toEqual(["1", null, undefined]);
  });
});

it("takes what a proxy would have rewritten from strangers at the edge only", () => {
  const sent = { "x-envoy-original-path": "/a", "x-envoy-original-host": "b" };
  const read = (hcm: object) => Object.keys(sent).map((name) => headerOf(after(hcm, sent).request, name));
  expect(read({ use_remote_address: true })).toEqual([null, null]);
  expect(read({})).toEqual(["/a", "b"]);
});

describe("an internal caller", () => {
  it.each([
    ["192.168.1.1", true],
    ["172.20.0.1", true],
    ["fd00::1", true],
    ["127.0.0.2", false],
    ["169.254.1.1", false],
    ["8.8.8.8", false],
  ])("from %s: %s, where the configuration names no ranges", (address, isInternal) => {
    const hcm = { internal_address_config: { unix_sockets: true } };
    expect(after(hcm, { "x-forwarded-for": address }).isInternal).toBe(isInternal);
    expect(after({}, { "x-forwarded-for": address }).isInternal).toBe(false);
  });
});

describe("a caller whose address an extension finds", () => {
  const hcm = { original_ip_detection_extensions: [{ name: "x" }] };

  it("may be internal or not, and so may be what only internal callers may say", () => {
    const found = after(hcm, { "x-envoy-max-retries": "2", "x-a": "1" }).request;
    expect(headerOf(found, "x-envoy-max-retries")).toBeUndefined();
    expect(headerOf(found, "x-envoy-internal")).toBeUndefined();
    expect(headerOf(found, "x-a")).toBe("1");
  });
});
