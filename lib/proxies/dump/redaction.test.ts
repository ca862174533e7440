import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanDumpBytes } from "./scan-bytes";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const secret = "Zq7xHunter2Kp9wVt4Lm";
const base64 = btoa(secret);
const pem = `-----BEGIN PRIVATE KEY-----\n${secret.repeat(5)}\n-----END PRIVATE KEY-----\n`;

const header = (key: string) => ({ request_headers_to_add: [{ header: { key, value: secret } }] });
const call = (key: string) => ({ grpc_service: { initial_metadata: [{ key, value: secret }] } });
const plugin = (value: string) => ({ configuration: { "@type": "x/StringValue", value } });

/** Every place in which somebody was seen to put one; each holds `secret` once or more and nothing else of worth. */
const holders: Readonly<Record<string, unknown>> = {
  "a private key": { private_key: { inline_string: secret } },
  "a private key as bytes": { private_key: { inline_bytes: base64 } },
  "a generic secret": { generic_secret: { secret: { inline_string: secret } } },
  "several generic secrets": { generic_secret: { secrets: { one: { inline_bytes: base64 } } } },
  "session tickets": { session_ticket_keys: { keys: [{ inline_bytes: base64 }] } },
  "the password of a key": { tls_certificate: { password: { inline_string: secret } } },
  "a key store": { pkcs12: { inline_bytes: base64 } },
  "a private key provider": { private_key_provider: { typed_config: { a: { inline_string: secret } } } },
  "a message in bytes": { typed_config: { type_url: "type.googleapis.com/x.Secret", value: base64 } },
  "a telemetry service's metadata": call("x-honeycomb-team"),
  "any metadata of a call": call("x-our-own"),
  "an access token": { google_grpc: { call_credentials: [{ access_token: secret }] } },
  "a refresh token": { google_grpc: { call_credentials: [{ google_refresh_token: secret }] } },
  "a service account": { call_credentials: [{ service_account_jwt_access: { json_key: secret } }] },
  "an IAM token": { call_credentials: [{ google_iam: { authorization_token: secret } }] },
  "Authorization of a route": header("Authorization"),
  "an API key": header("DD-API-KEY"),
  "a licence key": header("x-license-key"),
  "a subscription key": header("Ocp-Apim-Subscription-Key"),
  "a header for a pass": header("x-pass"),
  "a team's key": header("x-honeycomb-team"),
  "a cookie": header("set-cookie"),
  "a certificate of a client": header("x-forwarded-client-cert"),
  "a condition on a header": { headers: [{ name: "x-api-key", exact_match: secret }] },
  "an expression for a header": {
    headers: [{ name: "x-api-key", safe_regex_match: { regex: secret, google_re2: {} } }],
  },
  "a condition on a query": { query_parameters: [{ name: "token", string_match: { exact: secret } }] },
  "a rate limit's descriptor": { generic_key: { descriptor_key: "api_key", descriptor_value: secret } },
  "a tag of a span": { custom_tags: [{ tag: "token", literal: { value: secret } }] },
  "Lua with a quoted token": { inline_code: `local apiToken = '${secret}'` },
  "Lua with a long string": { inline_code: `headers:add("x-api-key", [[${secret}]])` },
  "Lua that joins": { inline_code: `headers:add("authorization", "Basic " .. "${secret}")` },
  "Lua in bytes": { source: { inline_bytes: btoa(`local secret = "${secret}"`) } },
  "Lua in a table": { inline_string: `local M = { ["x-auth-token"] = "${secret}" }` },
  "a plugin's JSON": plugin(JSON.stringify({ auth: { clientSecret: secret } })),
  "a plugin's list of variables": plugin(JSON.stringify([{ name: "API_TOKEN", value: secret }])),
  "a plugin's YAML": plugin(`host: x\nclientSecret: ${secret}\n`),
  "a plugin's properties": plugin(`host=x\ntoken=${secret}`),
  "a plugin's JSON in JSON": plugin(JSON.stringify(JSON.stringify({ token: secret }))),
  "a plugin's bytes": plugin(btoa(JSON.stringify({ token: secret }))),
  "a plugin's struct": { configuration: { value: { clientSecret: secret } } },
  "a plugin's variables": { environment_variables: { key_values: { API_KEY_2: secret } } },
  "a registry's login": { x: `{"auths":{"ghcr.io":{"auth":"${base64}"}}}` },
  "users of basic auth": { users: { inline_string: `ada:{SHA}${secret}=` } },
  "an HMAC": { hmac: { inline_string: secret } },
  "an OAuth secret": { credentials: { token_secret: { inline_string: secret }, hmac_secret: secret } },
  "Redis' password": { auth_password: { inline_string: secret } },
  "Redis' clients": { downstream_auth_passwords: [{ inline_bytes: base64 }] },
  "a cloud's keys": { inline_credential: { access_key_id: secret, secret_access_key: secret } },
  "a cloud's web identity": { web_identity_token_data_source: { inline_string: secret } },
  "a cloud's variables": {
    env: [
      { name: "AWS_ACCESS_KEY_ID", value: secret },
      { name: "AWS_SECRET_ACCESS_KEY", value: secret },
    ],
  },
  "headers of an exporter": { proxyMetadata: { OTEL_EXPORTER_OTLP_HEADERS: `api-key=${secret}` } },
  "variables that end otherwise": {
    env: [
      { name: "PASSWORD_DB", value: secret },
      { name: "DB_PASS", value: secret },
      { value: secret, name: "JWT_TOKEN_VALUE" },
    ],
  },
  "node metadata": { metadata: { DB_PWD: secret, dbPass: secret, PGPASS: secret, API_TOKEN_OLD: secret } },
  "a manifest in an annotation": {
    ANNOTATIONS: { last: JSON.stringify({ env: [{ name: "TOKEN", value: secret }] }) },
  },
  "an address with a password": { url: `postgres://app:${secret}@db/x` },
  "an address with a token": { uri: `https://${secret}@git.example/x` },
  "a redirect's query": { path_redirect: `/x?api_key=${secret}` },
  "a rewrite": { regex_rewrite: { substitution: `/x?access_token=${secret}` } },
  "a health check's path": { http_health_check: { path: `/health?token=${secret}` } },
  "an answer": { direct_response: { body: { inline_string: `{"token":"${secret}"}` } } },
  "keys of callers": { api_key_auth: { credentials: [{ key: secret, client: "ada" }] } },
  "a symmetric web key": { local_jwks: { inline_string: `{"keys":[{"kty":"oct","k":"${secret}"}]}` } },
  "a private web key in bytes": {
    local_jwks: { inline_bytes: btoa(JSON.stringify({ keys: [{ kty: "RSA", n: "n", d: secret }] })) },
  },
  "a key under any name": { blob: pem },
  "a key in base64": { blob: btoa(pem) },
  "a key in JSON": { blob: JSON.stringify({ x: pem }) },
  "what Envoy refused": {
    error_state: {
      details: `Proto constraint validation failed (x): password: "${secret}" private_key { inline_bytes: "${secret}" } header { key: "x-api-key" value: "${secret}" }`,
    },
  },
  "a known form of token": { x: `ghp_${secret}${secret}` },
};

const camel = (key: string) => key.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      /^[a-z_]+$/.test(key) ? camel(key) : key,
      inCamelCase(member),
    ]),
  );
}

/** The first letter of every key as `\u0061`. */
function withEscapes(text: string): string {
  return text.replaceAll(
    /"([a-z])([a-zA-Z_-]*)":/g,
    (_all, first: string, rest: string) => `"\\u00${first.charCodeAt(0).toString(16)}${rest}":`,
  );
}

const forms: Readonly<Record<string, (dump: unknown) => string>> = {
  minified: (dump) => JSON.stringify(dump),
  pretty: (dump) => JSON.stringify(dump, null, 2),
  "camel case": (dump) => JSON.stringify(inCamelCase(dump)),
  "escaped keys": (dump) => withEscapes(JSON.stringify(dump)),
};

function dumpOf(resource: unknown) {
  return { configs: [{ "@type": "x/ListenersConfigDump", dynamic_listeners: [resource] }] };
}

function redact(text: string, chunkBytes?: number): string {
  return decoder.decode(scanDumpBytes(encoder.encode(text), chunkBytes).bytes);
}

/** Also in any piece of base64. */
function holdsSecret(text: string): boolean {
  if (text.includes(secret)) return true;
  return (text.match(/[\w+/-]{20,}={0,2}/g) ?? []).some((word) => {
    try {
      return atob(word.replaceAll("-", "+").replaceAll("_", "/")).includes(secret);
    } catch {
      return false;
    }
  });
}

describe("redaction under attack", () => {
  it.each(Object.entries(holders))("hides %s in every spelling", (_place, resource) => {
    for (const print of Object.values(forms)) {
      for (const chunk of [1, 7, 100_000]) {
        const shown = redact(print(dumpOf(resource)), chunk);
        expect(holdsSecret(shown) ? shown : "").toBe("");
        expect(() => JSON.parse(shown) as unknown).not.toThrow();
      }
    }
  });

  it("hides all of them at once, whatever the order, the neighbours and the chunks", () => {
    const neighbour = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.values(holders), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...Object.values(forms)),
        fc.integer({ min: 1, max: 300 }),
        neighbour,
        (places, print, chunk, other) => {
          const text = print(dumpOf({ ...other, places, deeper: [[{ other, places }]] }));
          expect(holdsSecret(redact(text, chunk))).toBe(false);
        },
      ),
      { seed: 6, numRuns: 150 },
    );
  });

  it("hides them in a dump that is cut anywhere", () => {
    const bytes = encoder.encode(JSON.stringify(dumpOf(Object.values(holders))));
    for (let end = bytes.length; end > 0; end -= 37) {
      expect(holdsSecret(decoder.decode(scanDumpBytes(bytes.subarray(0, end), 211).bytes))).toBe(false);
    }
  });

  it("hides a word without quotes where a secret stands, and keeps it elsewhere", () => {
    const text = '{"configs":[{"static_clusters":[{"password":hunter2,"x":nonsense,"y":NaN,"on":true}]}]}';
    for (const chunk of [1, 4, 1000]) {
      const shown = redact(text, chunk);
      expect(shown).not.toContain("hunter");
      expect(shown).toContain('"x":nonsense,"y":NaN,"on":true');
    }
  });

  it("keeps what only sounds like one", () => {
    const kept = {
      path: "/reset-password",
      prefix_rewrite: "/token",
      bypass: "on",
      metadata: {
        PWD: "/etc",
        TOKEN_AUDIENCES: "istio-ca",
        SECRET_TTL: "24h0m0s",
        CREDENTIAL_FETCHER_TYPE: "GoogleComputeEngine",
        ISTIO_META_CERT_SIGNER: "x",
      },
      inline_code: 'local token = handle:headers():get("x-token")\nif token == nil then return end',
      headers: [{ name: "x-idempotency-key", exact_match: "seven" }],
      rate_limits: [{ generic_key: { descriptor_key: "path", descriptor_value: "/cart" } }],
      configuration: { value: '{"max_tokens": 5, "mode": "fast"}' },
      local_jwks: { inline_string: '{"keys":[{"kty":"RSA","n":"abc","e":"AQAB"}]}' },
      certificate_chain: { inline_bytes: btoa(`-----BEGIN CERTIFICATE-----\n${"A".repeat(200)}`) },
    };
    expect(JSON.parse(redact(JSON.stringify(dumpOf(kept))))).toEqual(dumpOf(kept));
  });

  it("changes nothing more when it reads its own output again", () => {
    const once = redact(JSON.stringify(dumpOf(Object.values(holders))));
    expect(redact(once)).toBe(once);
  });
});
