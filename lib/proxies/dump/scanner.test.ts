import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanDumpBytes } from "./scan-bytes";
import { DumpScanner } from "./scanner";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function dumpOf(resources: readonly unknown[], group = "dynamic_active_clusters"): string {
  return JSON.stringify({
    configs: [{ "@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump", [group]: resources }],
  });
}

function scanText(text: string, chunkBytes?: number) {
  const scanned = scanDumpBytes(encoder.encode(text), chunkBytes);
  return { ...scanned, text: decoder.decode(scanned.bytes) };
}

function redacted(value: unknown): unknown {
  return (JSON.parse(scanText(dumpOf([value])).text) as { configs: Record<string, unknown[]>[] })
    .configs[0]?.["dynamic_active_clusters"]?.[0];
}

/** Keys without meaning for redaction, so that any difference is a fault of the scanner. */
const plainKey = fc.string({ maxLength: 6 }).map((text) => `k${text.replaceAll(/[a-z]/gi, "x")}`);
const plainJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\uFFFD", "")),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(plainKey, tie("value"), { maxKeys: 4 }),
  ),
})).value;
const plainResource = fc.dictionary(plainKey, plainJson, { maxKeys: 5 });

describe("DumpScanner", () => {
  it("keeps what is no secret, and its ranges parse to the same values, whatever the chunks", () => {
    fc.assert(
      fc.property(
        fc.array(plainResource, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (resources, chunk, isPretty) => {
          const parsed: unknown = JSON.parse(dumpOf(resources));
          const text = isPretty ? JSON.stringify(parsed, null, 1) : JSON.stringify(parsed);
          const scanned = scanText(text, chunk);
          expect(scanned.end).toBe("complete");
          expect(scanned.text).toBe(text);
          const values = scanned.entries.map(
            (entry) => JSON.parse(decoder.decode(scanned.bytes.slice(entry.start, entry.end))) as unknown,
          );
          expect(values).toEqual(JSON.parse(JSON.stringify(resources)));
        },
      ),
    );
  });

  it("lets no secret through in any place that Envoy or Istio puts one, whatever the chunks", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/"\\é]{8,40}$/).map((text) => `SeCrEt${text}`);
    const holders: readonly ((text: string) => unknown)[] = [
      (text) => ({ secret: { name: "s", tls_certificate: { private_key: { inline_bytes: text } } } }),
      (text) => ({ secret: { tlsCertificate: { privateKey: { inlineString: text } } } }),
      (text) => ({ secret: { generic_secret: { secret: { inline_string: text } } } }),
      (text) => ({ secret: { generic_secret: { secrets: { a: { inline_bytes: text } } } } }),
      (text) => ({ secret: { session_ticket_keys: { keys: [{ inline_bytes: text }] } } }),
      (text) => ({ request_headers_to_add: [{ header: { key: "Authorization", value: text } }] }),
      (text) => ({ request_headers_to_add: [{ header: { value: text, key: "x-api-key" } }] }),
      (text) => ({ headers: [{ name: "authorization", string_match: { exact: text } }] }),
      (text) => ({
        node: { metadata: { PROXY_CONFIG: { proxyMetadata: { DB_PASSWORD: text, ACCESS_TOKEN: [text] } } } },
      }),
      (text) => ({ env: [{ name: "API_TOKEN", value: text }] }),
      (text) => ({ users: { inline_string: text } }),
      (text) => ({ headers: [{ string_match: { exact: text }, name: "authorization" }] }),
      (text) => ({ header: { value: "x", key: "a", raw_value: text, header: "x-api-key" } }),
      (text) => ({ header: { value: text, value_: 1, rawValue: "y", key: "X-Auth-Token" } }),
      (text) => ({ password: text, "api\u002dkey": text }),
      (text) => ({ passwords: [[text]], name: "x" }),
      (text) => ({ call_credentials: [{ access_token: text }] }),
      (text) => ({ auth_password: { inline_string: text } }),
      (text) => ({ response_headers_to_add: [{ header: { key: "Set-Cookie", value: text } }] }),
      (text) => ({ configuration: { value: JSON.stringify({ apiKey: text, plain: 1 }) } }),
      (text) => ({
        inline_code: `function f(h)\n h:headers():add("authorization", ${JSON.stringify(text)})\nend`,
      }),
      (text) => ({ inline_string: `token = ${JSON.stringify(text)}` }),
    ];
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...holders),
        fc.integer({ min: 1, max: 60 }),
        (text, holder, chunk) => {
          const scanned = scanText(dumpOf([holder(text)]), chunk);
          expect(scanned.end).toBe("complete");
          expect(scanned.text).not.toContain("SeCrEt");
          expect(() => JSON.parse(scanned.text) as unknown).not.toThrow();
        },
      ),
    );
  });

  it("hides a number where a secret stands, whatever the chunks", () => {
    const holders: readonly ((pin: number) => unknown)[] = [
      (pin) => ({ password: pin }),
      (pin) => ({ node: { metadata: { PROXY_CONFIG: { proxyMetadata: { DB_PASSWORD: pin } } } } }),
      (pin) => ({ secret: { generic_secret: { secret: { numbers: [1, pin] } } } }),
      (pin) => ({ env: [{ name: "API_TOKEN", value: pin }] }),
      (pin) => ({ env: [{ value: pin, name: "API_TOKEN" }] }),
      (pin) => ({ env: [{ value: { a: [pin], b: true }, name: "API_TOKEN" }] }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(47_110_815, -47_110_815, 47_110_815.5, 4.7110815e-40),
        fc.constantFrom(...holders),
        fc.integer({ min: 1, max: 60 }),
        (pin, holder, chunk) => {
          const scanned = scanText(dumpOf([holder(pin)]), chunk);
          expect(scanned.end).toBe("complete");
          expect(scanned.text).not.toMatch(/4\.?711/);
          expect(() => JSON.parse(scanned.text) as unknown).not.toThrow();
        },
      ),
    );
    expect(redacted({ env: [{ value: 7, name: "API_TOKEN" }] })).toEqual({
      env: [{ value: 0, name: "API_TOKEN" }],
    });
  });

  it("keeps the numbers that are settings: counts of tokens, switches, and what names things", () => {
    const settings = {
      token_bucket: { max_tokens: 100, tokens_per_fill: { value: 10 } },
      llm: { total_tokens: 4096 },
      forward_bearer_token: true,
      tls: [{ name: "authorization", percent: 50 }],
    };
    expect(redacted(settings)).toEqual(settings);
  });

  it("covers a number whose name never came, because the dump ended before or in it", () => {
    const text = '{"configs":[{"static_clusters":[{"header":{"value":4711081,"raw_value":4711081';
    for (const chunk of [1, 7, 1000]) expect(scanText(text, chunk).text).not.toContain("4711");
  });

  it("never hangs on a dump that ends at any byte, says that it is truncated, and keeps whole entries only", () => {
    const text = dumpOf([
      { name: "a", private_key: { inline_string: "SeCrEt-one" } },
      { name: 'b\\"é', x: [1, { y: "z" }] },
    ]);
    const bytes = encoder.encode(text);
    for (let length = 0; length < bytes.length; length += 1) {
      const scanned = scanDumpBytes(bytes.subarray(0, length), 7);
      expect(scanned.end).toBe("truncated");
      expect(decoder.decode(scanned.bytes)).not.toContain("SeCrEt");
      for (const entry of scanned.entries) {
        expect(
          () => JSON.parse(decoder.decode(scanned.bytes.slice(entry.start, entry.end))) as unknown,
        ).not.toThrow();
      }
    }
    expect(scanDumpBytes(bytes).entries.map((entry) => entry.id)).toEqual([
      "dynamic_active_clusters/a",
      'dynamic_active_clusters/b\\"é',
    ]);
  });

  it("hides a private key by its content, whatever its key is called", () => {
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${"A".repeat(80)}\n-----END RSA PRIVATE KEY-----\n`;
    expect(JSON.stringify(redacted({ blob: pem, other: btoa(pem) }))).not.toMatch(/AAAA|QUFB/);
    expect(redacted({ blob: btoa(`-----BEGIN CERTIFICATE-----\n${"A".repeat(80)}`) })).toHaveProperty(
      "blob",
      expect.stringMatching(/^LS0/),
    );
  });

  it("hides a private key wherever it begins in a text, plain or in base64", () => {
    const key = `-----BEGIN EC PRIVATE KEY-----\n${"SeCr".repeat(30)}\n-----END EC PRIVATE KEY-----\n`;
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.integer({ min: 1, max: 90 }), (before, chunk) => {
        const base64 = btoa(String.fromCharCode(...encoder.encode(`${before}${key}`)));
        for (const text of [`${before}${key}`, base64]) {
          const scanned = scanText(dumpOf([{ blob: text }]), chunk);
          expect(JSON.parse(scanned.text)).toEqual(JSON.parse(dumpOf([{ blob: "[redacted]" }])));
        }
      }),
    );
  });

  it.each([
    ["an authorization header's value", "Bearer abc.def1234"],
    ["a web token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl"],
    ["an address with a password", "redis://app:hunter2@cache:6379/0"],
    ["an address with a token", "https://issuer/keys?access_token=hunter2&x=1"],
    ["a symmetric web key", '{"keys":[{"kty":"oct","k":"hunter2"}]}'],
  ])("hides what tells by its form that it is a secret: %s", (_what, text) => {
    const shown = JSON.stringify(redacted({ x: text }));
    expect(shown).toContain("[redacted]");
    expect(shown).not.toMatch(/hunter2|def1234|c2lnbmF0dXJl/);
  });

  it.each([
    "spiffe://cluster.local/ns/shop/sa/cart",
    "basic authentication",
    '[%START_TIME%] "%REQ(:METHOD)%" %RESPONSE_CODE%\n',
    "https://issuer.example/keys?kid=1",
    '{"keys":[{"kty":"RSA","n":"abc","e":"AQAB"}]}',
    "outbound|9080||token.shop.svc.cluster.local",
  ])("keeps what only looks like a secret: %s", (text) => {
    expect(redacted({ x: text, inline_string: text })).toEqual({ x: text, inline_string: text });
  });

  it("covers a value whose name never came, because the dump ended before it", () => {
    const text = '{"configs":[{"static_clusters":[{"header":{"value":"SeCrEt","raw_value":"SeCrEt2"';
    for (const chunk of [1, 7, 1000]) expect(scanText(text, chunk).text).not.toContain("SeCrEt");
  });

  it("reads escaped keys and names as JSON means them", () => {
    const text = String.raw`{"configs":[{"x":[{"p\u0061ssword":"SeCrEt","key":"authoriz\u0061tion","value":"SeCrEt"}]}]}`;
    for (const chunk of [1, 5, 1000]) expect(scanText(text, chunk).text).not.toContain("SeCrEt");
  });

  it("changes nothing more when it reads its own output again", () => {
    fc.assert(
      fc.property(
        fc.array(plainResource, { maxLength: 3 }),
        fc.constantFrom("password", "value", "key"),
        (all, name) => {
          const once = scanText(
            dumpOf([...all, { [name]: "abc", key: "authorization" }, { inline_string: 'token = "x"\n' }]),
          );
          expect(scanText(once.text, 13).text).toBe(once.text);
        },
      ),
    );
  });

  it("says how much of its output is settled, and may forget that", () => {
    const text = dumpOf(
      Array.from({ length: 40 }, (_, index) => ({ name: `n${index}`, x: "y".repeat(20_000) })),
    );
    const whole = scanText(text).text;
    const scanner = new DumpScanner();
    const bytes = encoder.encode(text);
    let taken = "";
    for (let at = 0; at < bytes.length; at += 5000) {
      scanner.push(bytes.subarray(at, at + 5000));
      const settled = scanner.settledBytes;
      taken += decoder.decode(scanner.range(taken.length, settled));
      scanner.release(settled);
    }
    taken += decoder.decode(scanner.range(taken.length, scanner.sizeBytes));
    expect(taken).toBe(whole);
  });

  it("keeps certificates, references to secrets, and names of secrets", () => {
    const kept = {
      secret: { name: "default", tls_certificate: { certificate_chain: { inline_bytes: "Q0VSVA==" } } },
      tls_certificate_sds_secret_configs: [{ name: "default", sds_config: { ads: {} } }],
      token_secret: { name: "oauth-token", sds_config: { path: "/etc/x" } },
      token_endpoint: { uri: "https://issuer" },
      cookie: { name: "session", path: "/" },
    };
    expect(redacted(kept)).toEqual(kept);
  });

  it("notes the ranges that change without a change of configuration", () => {
    const scanned = scanText(
      dumpOf([{ version_info: "v1", cluster: { name: "a" }, last_updated: "2026-01-01T00:00:00Z" }]),
    );
    const [entry] = scanned.entries;
    expect(
      entry?.volatileRanges.map(([start, end]) => decoder.decode(scanned.bytes.slice(start, end))),
    ).toEqual(['"v1"', '"2026-01-01T00:00:00Z"']);
  });

  it("gives a second resource of the same name its own id", () => {
    expect(
      scanText(dumpOf([{ name: "x" }, { name: "x" }, {}], "static_route_configs")).entries.map(
        (entry) => entry.id,
      ),
    ).toEqual(["static_route_configs/x", "static_route_configs/x~2", "static_route_configs/"]);
    const ids = scanText(dumpOf([{ name: "x" }, { name: "x" }, { name: "x~2" }])).entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it("stops at a nesting that no configuration has", () => {
    expect(scanText(`{"a":${"[".repeat(600)}`).end).toBe("malformed");
  });
});
