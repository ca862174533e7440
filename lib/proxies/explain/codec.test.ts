import { describe, expect, it } from "vitest";
import { normalRequest } from "@/lib/proxies/explain/normal-request";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";

const request = (change: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  authority: "shop:80",
  path: "/",
  method: "GET",
  scheme: "http",
  headers: [],
  headersAreComplete: true,
  ...change,
});
const answerTo = (change: Partial<ExplainedRequest>, hcm: object = {}) =>
  normalRequest(hcm, request(change)).answer?.details;

describe("what the parser of HTTP/1 refuses", () => {
  it("is a method that it does not know, unless others are allowed", () => {
    expect(answerTo({ method: "get" })).toBe("http1.codec_error");
    expect(answerTo({ method: "PROPFIND" })).toBeUndefined();
    expect(answerTo({ method: "get" }, { codec_type: "HTTP2" })).toBeUndefined();
    const options = { http_protocol_options: { allow_custom_methods: true } };
    expect(answerTo({ method: "GREET" }, options)).toBeUndefined();
  });

  it("is a target of other letters, or that begins like nothing known", () => {
    expect(answerTo({ path: "/é" })).toBe("http1.codec_error");
    expect(answerTo({ path: "a" })).toBe("http1.codec_error");
    expect(answerTo({ path: "?x=1" })).toBe("http1.codec_error");
  });

  it("is a tunnel to a host without a port", () => {
    const tunnel = (authority: string) => answerTo({ method: "CONNECT", path: undefined, authority });
    expect(tunnel("shop")).toBe("http1.invalid_url");
    expect(tunnel("a_b:80")).toBe("http1.invalid_url");
    expect(tunnel("shop:65536")).toBe("http1.invalid_url");
    expect(tunnel("shop:80")).toBeUndefined();
    expect(tunnel("[::1]:80")).toBeUndefined();
  });

  it("is a name with an underscore, where the manager wants that", () => {
    const headers = [{ name: "x_a", value: "1" }];
    const hcm = (action: string) => ({
      common_http_protocol_options: { headers_with_underscores_action: action },
    });
    expect(answerTo({ headers })).toBeUndefined();
    expect(answerTo({ headers }, hcm("REJECT_REQUEST"))).toBe("http1.unexpected_underscore");
    expect(normalRequest(hcm("DROP_HEADER"), request({ headers })).request.headers).not.toContainEqual(
      headers[0],
    );
  });

  it("is HTTP/1.0, unless it is accepted", () => {
    const protocol = "HTTP/1.0" as const;
    expect(normalRequest({}, request({ protocol })).answer).toMatchObject({ status: 426 });
    expect(answerTo({ protocol }, { http_protocol_options: { accept_http_10: true } })).toBeUndefined();
  });

  it("is a whole URL, where those are not allowed", () => {
    const hcm = { http_protocol_options: { allow_absolute_url: false } };
    expect(answerTo({ path: "http://shop/" }, hcm)).toBe("absolute_path_rejected");
  });
});

describe("the order of refusals", () => {
  it("has the parser's own before the version", () => {
    expect(answerTo({ protocol: "HTTP/1.0", path: "ftp://shop/" })).toBe("http1.invalid_scheme");
    expect(answerTo({ protocol: "HTTP/1.0", path: "http://a_b/" })).toBe("http1.invalid_url");
  });

  it("counts headers that stand twice as often as Envoy keeps them", () => {
    const hcm = { common_http_protocol_options: { max_headers_count: 2 } };
    const twice = (name: string) => [1, 2].map((value) => ({ name, value: `${value}` }));
    expect(answerTo({ headers: twice("accept") }, hcm)).toBeUndefined();
    expect(answerTo({ headers: twice("x-a") }, hcm)).toBe("http1.too_many_headers");
  });
});

it("makes an upgrade of an extended CONNECT", () => {
  const told = { method: "CONNECT", path: "/chat", headers: [{ name: ":protocol", value: "websocket" }] };
  expect(normalRequest({}, request(told)).request).toMatchObject({
    method: "GET",
    path: "/chat",
    headers: expect.arrayContaining([
      { name: "upgrade", value: "websocket" },
      { name: "connection", value: "upgrade" },
    ]),
  });
});
