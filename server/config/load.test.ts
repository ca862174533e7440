import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error";
import { loadConfig, parseConfig } from "./load";
import { editDistance } from "./nearest-key";

function problemsOf(text: string, environment = {}): string {
  try {
    parseConfig(text, "heddle.yaml", environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("the configuration was taken");
}

const minimal = "clusters:\n  - name: east\n";

describe("a right file", () => {
  it("needs one named cluster and fills in the rest", () => {
    const config = parseConfig(minimal, "heddle.yaml", {});
    expect(config.server).toEqual({ host: "127.0.0.1", port: 7717, basePath: "/", allowedHosts: [] });
    expect(config.clusters[0]).toMatchObject({
      istiod: { access: "portForward", namespace: "istio-system" },
      envoy: { access: "portForward", port: 15_000 },
    });
    expect(config.clusters[0]?.prometheus).toBeUndefined();
  });

  it("takes text, numbers and booleans from the environment", () => {
    const text = `${minimal}    prometheus:
      url: http://\${HOST}:9090
      headers: { Authorization: "Bearer \${TOKEN}" }
      tls: { insecureSkipVerify: "\${SKIP}" }
server: { port: "\${PORT}" }`;
    const environment = { HOST: "prom", TOKEN: "123", SKIP: "true", PORT: "8080" };
    const config = parseConfig(text, "heddle.yaml", environment);
    expect(config.clusters[0]?.prometheus).toMatchObject({
      url: "http://prom:9090",
      headers: { Authorization: "Bearer 123" },
      tls: { insecureSkipVerify: true },
    });
    expect(config.server.port).toBe(8080);
  });

  it.each([
    ["nothing", "", 15_000],
    ["a duration", "scrapeInterval: 1m30s", 90_000],
    ["milliseconds", "scrapeInterval: 500", 500],
    ["milliseconds from the environment", 'scrapeInterval: "${EVERY}"', 1000],
  ])("takes the scrape interval from %s", (_name, line, expected) => {
    const text = `${minimal}    prometheus:\n      url: http://x:9090\n      ${line}\n`;
    const { clusters } = parseConfig(text, "heddle.yaml", { EVERY: "1000" });
    expect(clusters[0]?.prometheus?.scrapeInterval).toBe(expected);
  });
});

it("keeps faults away from the mesh's own parts unless it is told otherwise", () => {
  expect(parseConfig(minimal, "heddle.yaml", {}).faults).toEqual({
    exclude: ["kube-system", "istio-system", "*/*gateway*"],
    maxMinutes: 60,
    requireBudget: false,
  });
  const text = `${minimal}faults: { exclude: [payments/*], maxMinutes: "\${MINUTES}", requireBudget: true }\n`;
  expect(parseConfig(text, "heddle.yaml", { MINUTES: "10" }).faults).toEqual({
    exclude: ["payments/*"],
    maxMinutes: 10,
    requireBudget: true,
  });
});

describe("a wrong file", () => {
  it.each([
    [
      "a pattern that names nothing",
      `${minimal}faults:\n  exclude: [kube-system, "a/b/c"]\n`,
      'line 4: faults.exclude[1]: "a/b/c" is wrong: a namespace, or namespace/workload, is needed',
    ],
    [
      "experiments without an end in sight",
      `${minimal}faults: { maxMinutes: 600 }\n`,
      "faults.maxMinutes: 600 is wrong: an experiment takes at most 60 minutes",
    ],
    [
      "a misspelt key of experiments",
      `${minimal}faults: { excludes: [] }\n`,
      'faults.excludes: unknown key; did you mean "exclude"?',
    ],
    [
      "an unknown key, with the nearest known one",
      `${minimal}    istiod:\n      acess: direct\n`,
      'line 4: clusters[0].istiod.acess: unknown key; did you mean "access"?',
    ],
    [
      "an unknown key that is near to none",
      `${minimal}zzzzzz: 1\n`,
      "line 3: zzzzzz: unknown key; known keys are clusters, server",
    ],
    [
      "a wrong value, with the allowed ones",
      `${minimal}auth: { mode: oauth }\n`,
      'line 3: auth.mode: "oauth" is not allowed; allowed: anonymous, token, oidc',
    ],
    ["a port that is none", `${minimal}server:\n  port: http\n`, 'line 4: server.port: "http" is wrong'],
    ["a missing address", `${minimal}    jaeger: { api: v3 }\n`, "clusters[0].jaeger.url: missing"],
    [
      "a scrape interval that is no duration",
      `${minimal}    prometheus: { url: "http://x:1", scrapeInterval: often }\n`,
      'clusters[0].prometheus.scrapeInterval: "often" is wrong: a scrape interval from 100ms to 5m is needed',
    ],
    [
      "a scrape interval that is too short",
      `${minimal}    prometheus: { url: "http://x:1", scrapeInterval: 1ms }\n`,
      'clusters[0].prometheus.scrapeInterval: "1ms" is wrong',
    ],
    ["no cluster", "clusters: []\n", "at least one cluster is needed"],
    ["an empty file", "", "clusters: missing"],
    ["two clusters of one name", `${minimal}  - name: east\n`, "two clusters have the same name"],
    [
      "direct access without an address",
      `${minimal}    istiod: { access: direct }\n`,
      "clusters[0].istiod.url",
    ],
    [
      "a variable that is not set",
      `${minimal}database: { url: "\${DB_URL}" }\n`,
      "line 3: database.url: the environment variable DB_URL is not set",
    ],
    [
      "oidc, which this version does not have",
      `${minimal}auth: { mode: oidc }\n`,
      "auth.mode: this version does not have oidc yet",
    ],
    ["broken YAML", "clusters: [", "line 1"],
  ])("names %s", (_name, text, expected) => {
    expect(problemsOf(text)).toContain(expected);
  });

  it("never prints a header or a database address", () => {
    const text = `${minimal}    prometheus: { url: "http://x:1", headers: { A: 7 } }\ndatabase: { url: "mysql://u:secret@h" }\n`;
    expect(problemsOf(text)).not.toContain("secret");
  });
});

describe("no file", () => {
  it("outside of a cluster means the current kubeconfig context", () => {
    const { config, origin } = loadConfig({}, () => false);
    expect([config.clusters[0]?.kubernetes, origin]).toEqual([{}, "the current kubeconfig context"]);
  });

  it("inside of a cluster means the service account and the usual addresses", () => {
    const { config } = loadConfig({}, (file) => file.includes("serviceaccount"));
    expect(config.clusters[0]).toMatchObject({
      kubernetes: { inCluster: true },
      prometheus: { url: "http://prometheus.istio-system:9090" },
    });
  });

  it("with HEDDLE_DEMO means the demo mesh, on another port when asked", () => {
    const { config, demo } = loadConfig({ HEDDLE_DEMO: "1", HEDDLE_PORT: "9999" }, () => false);
    expect([demo, config.server.port]).toEqual([true, 9999]);
  });

  it("is an error when HEDDLE_CONFIG names it", () => {
    expect(() => loadConfig({ HEDDLE_CONFIG: "/nowhere/heddle.yaml" })).toThrow("/nowhere/heddle.yaml");
  });

  it("is not asked for when there is one", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "heddle-config-"));
    const file = path.join(folder, "h.yaml");
    writeFileSync(file, minimal);
    expect(loadConfig({ HEDDLE_CONFIG: file }).origin).toBe(file);
    rmSync(folder, { recursive: true });
  });
});

it("edit distance is symmetric, zero for equal words and at most the longer length", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
