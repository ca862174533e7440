import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanDumpBytes } from "./scan-bytes";

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

  it.each(["<html></html>", "[]", '{"a":1}}', '{"a":[1}}', "not json", '{"a":1} {"b":2}'])(
    "calls %s malformed",
    (text) => {
      expect(scanText(text).end).toBe("malformed");
    },
  );

  it("gives a second resource of the same name its own id", () => {
    expect(
      scanText(dumpOf([{ name: "x" }, { name: "x" }, {}], "static_route_configs")).entries.map(
        (entry) => entry.id,
      ),
    ).toEqual(["static_route_configs/x", "static_route_configs/x~2", "static_route_configs/"]);
  });

  it("stops at a nesting that no configuration has", () => {
    expect(scanText(`{"a":${"[".repeat(600)}`).end).toBe("malformed");
  });
});
