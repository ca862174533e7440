import { describe, expect, it } from "vitest";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import { redirectOf } from "@/lib/proxies/explain/redirect";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { outcomeOf } from "@/lib/proxies/explain/route-outcome";

const request = (change: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  authority: "shop:80",
  path: "/",
  method: "GET",
  scheme: "http",
  headers: [],
  headersAreComplete: true,
  ...change,
});

describe("the normal form of a path", () => {
  it.each([
    ["/a/../b", "/b"],
    ["/%2e%2E/b", "/b"],
    ["/a\\b//c", "/a/b//c"],
    ["/%41%7e?x=/../y", "/A~?x=/../y"],
    ["/a/b/..", "/a/"],
    ["/a%2", "/a%2"],
  ])("of %s is %s", (path, wanted) => {
    expect(normalRequest({ normalize_path: true }, request({ path })).request.path).toBe(wanted);
    expect(normalRequest({}, request({ path })).request.path).toBe(path);
  });

  it("may be a refusal or a redirect", () => {
    expect(normalRequest({}, request({ path: "/a#b" })).answer).toMatchObject({ status: 400 });
    const redirects = { path_with_escaped_slashes_action: "UNESCAPE_AND_REDIRECT" };
    expect(normalRequest(redirects, request({ path: "/a%2Fb" })).answer).toMatchObject({
      status: 307,
      location: "/a/b",
    });
  });
});

describe("the host", () => {
  it("loses its port where it is the listener's own, if somebody told that one", () => {
    const hcm = { strip_matching_host_port: true };
    const at = (port: number) => ({ destination: { ip: "10.0.0.1", port } });
    expect(normalRequest(hcm, request(), at(80)).request.authority).toBe("shop");
    expect(normalRequest(hcm, request(), at(81)).request.authority).toBe("shop:80");
    expect(normalRequest(hcm, request()).steps).toMatchObject([{ code: "host_port_unknown" }]);
  });

  it("loses the dot at its end, before the port too", () => {
    const hcm = { strip_trailing_host_dot: true };
    expect(normalRequest(hcm, request({ authority: "shop.:80" })).request.authority).toBe("shop:80");
  });
});

describe("a target that is a whole URL", () => {
  it("names host, path and scheme, but not how the caller came", () => {
    const found = normalRequest({}, request({ path: "HTTPS://ada@other:81/a?b" })).request;
    expect(found).toMatchObject({ authority: "other:81", path: "/a?b", scheme: "https" });
    expect(headerOf(found, ":scheme")).toBe("https");
    expect(headerOf(found, "x-forwarded-proto")).toBe("http");
  });

  it("has no more to say about the scheme where the manager writes it", () => {
    const hcm = { scheme_header_transformation: { scheme_to_overwrite: "http" } };
    expect(normalRequest(hcm, request({ path: "https://other/" })).request.scheme).toBe("http");
  });

  it.each([
    ["ftp://other/", 400, "http1.invalid_scheme"],
    ["https://other/", 403, "http1.https_url_on_plaintext_connection"],
    ["http://a@b@c/", 400, "http1.invalid_url"],
    ["http://a_b/", 400, "http1.invalid_url"],
    ["http://other:/", 400, "http1.invalid_url"],
    ["http://other:65536/", 400, "http1.invalid_url"],
  ])("is refused at the edge when it is %s", (path, status, details) => {
    const hcm = { use_remote_address: true };
    expect(normalRequest(hcm, request({ path })).answer).toMatchObject({ status, details });
  });

  it("leads a redirect to its own scheme, without a port that was the caller's", () => {
    const { request: found } = normalRequest({}, request({ path: "https://other:80/new" }));
    expect(redirectOf({}, undefined, found).location).toBe("https://other/new");
    expect(outcomeOf({ direct_response: { status: 201 } }, found)).toMatchObject({
      location: "https://other/new",
    });
  });
});

describe("headers", () => {
  const asked = request({
    headers: [
      { name: "X-Envoy-Max-Retries", value: "9" },
      { name: "x-forwarded-for", value: "10.1.1.1" },
    ],
  });

  it("that only the own network may set go, unless the caller is of it", () => {
    expect(headerOf(normalRequest({}, asked).request, "x-envoy-max-retries")).toBeNull();
    const own = {
      internal_address_config: { cidr_ranges: [{ address_prefix: "10.0.0.0", prefix_len: 8 }] },
    };
    const kept = normalRequest(own, asked);
    expect(kept.isInternal).toBe(true);
    expect(headerOf(kept.request, "x-envoy-max-retries")).toBe("9");
  });

  it("say where the request comes from, when the proxy stands at the edge", () => {
    const found = normalRequest({ use_remote_address: true }, asked, { directSourceIp: "9.9.9.9" });
    expect(headerOf(found.request, "x-forwarded-for")).toBe("10.1.1.1,9.9.9.9");
    expect(found.sourceIp).toBe("9.9.9.9");
  });
});
