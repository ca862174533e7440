import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { SourceError } from "@/lib/errors";
import { answer, closeServers, faultOf, serve } from "@/test/local-server";
import { systemClock } from "../request";
import { createEnvoyCommon, createEnvoySource, type EnvoyOptions } from "./index";
import { adminUrl } from "./reach";

const captures = "../shared/meshbed/captures/envoy/productpage-v1";
const call = { purpose: "test" };
const proxy = { namespace: "shop", pod: "web-1", podIp: "10.0.0.9" };

function source(url: string, options: Partial<EnvoyOptions> = {}) {
  return createEnvoySource({
    cluster: "east",
    access: { kind: "direct", url },
    minIntervalMs: 0,
    ...options,
  });
}

function dumpText(clusters: readonly unknown[]): string {
  return JSON.stringify({ configs: [{ "@type": "x", dynamic_active_clusters: clusters }] });
}

const clusterOf = (name: string, lastUpdated = "2026-01-01T00:00:00Z") => ({
  version_info: lastUpdated,
  cluster: { name },
  last_updated: lastUpdated,
});

afterEach(closeServers);

describe("adminUrl", () => {
  it.each([
    ["http://{podIP}:15000", undefined, "http://10.0.0.9:15000/"],
    ["http://{podIP}", 15000, "http://10.0.0.9:15000/"],
    ["http://gate:8080/{namespace}/{pod}", undefined, "http://gate:8080/shop/web-1"],
  ])("fills %s", (template, port, url) => {
    expect(adminUrl(template, proxy, port)).toBe(url);
  });

  it("puts brackets around an IPv6 address", () => {
    expect(adminUrl("http://{podIP}:15000", { ...proxy, podIp: "fd00::1" }, undefined)).toBe(
      "http://[fd00::1]:15000/",
    );
  });
});

describe("configDump", () => {
  it("redacts, indexes, and gives equal configuration the same hash whatever order, time and version", async () => {
    const bodies = [
      dumpText([clusterOf("a"), clusterOf("b")]),
      dumpText([clusterOf("b", "2026-02-02T00:00:00Z"), clusterOf("a", "2026-02-02T00:00:00Z")]),
      dumpText([clusterOf("a"), { ...clusterOf("b"), private_key: { inline_string: "SECRET" } }]),
    ];
    const server = await serve((_request, response, count) => response.writeHead(200).end(bodies[count - 1]));
    const envoy = source(server.url);
    const [first, second, third] = [
      await envoy.configDump(proxy, call),
      await envoy.configDump(proxy, call),
      await envoy.configDump(proxy, call),
    ];
    expect(first.data.contentHash).toBe(second.data.contentHash);
    expect(third.data.contentHash).not.toBe(first.data.contentHash);
    expect(Buffer.from(third.data.bytes).toString()).not.toContain("SECRET");
  });

  it("asks once for readers at the same time, and not again within the least interval", async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200).end(dumpText([clusterOf("a")])),
    );
    const envoy = source(server.url, { minIntervalMs: 60_000 });
    const [one, two] = await Promise.all([envoy.configDump(proxy, call), envoy.configDump(proxy, call)]);
    const later = await envoy.configDump(proxy, call);
    expect(server.count()).toBe(1);
    expect([two.data.contentHash, later.data.contentHash]).toEqual([
      one.data.contentHash,
      one.data.contentHash,
    ]);
    expect(Buffer.from(later.data.bytes).equals(Buffer.from(one.data.bytes))).toBe(true);
    expect(later.evidence[0]?.atMs).toBe(one.data.fetchedAtMs);
  });

  it("asks again only when the version is another one, the dump was warming, or the reader insists", async () => {
    let text = dumpText([clusterOf("a")]);
    const server = await serve((_request, response) => response.writeHead(200).end(text));
    let nowMs = 1_000_000;
    const envoy = source(server.url, { minIntervalMs: 5000, clock: { ...systemClock, nowMs: () => nowMs } });
    const read = async (version?: string, isForced?: boolean) => {
      const dump = await envoy.configDump(proxy, {
        ...call,
        ...(version === undefined ? {} : { version }),
        ...(isForced === undefined ? {} : { isForced }),
      });
      nowMs += 60_000;
      return dump.data;
    };
    await read("1");
    await read("1");
    expect(server.count()).toBe(1);
    await read("2");
    expect(server.count()).toBe(2);
    await read();
    expect(server.count()).toBe(3);
    await read("2");
    expect(server.count()).toBe(4);
    await read("2", true);
    expect(server.count()).toBe(5);
    text = text.replace("dynamic_active_clusters", "dynamic_warming_clusters");
    await read("3");
    await read("3");
    expect(server.count()).toBe(7);
    nowMs += 3_600_000;
    text = dumpText([clusterOf("b")]);
    await read("4");
    nowMs += 3_600_000;
    await read("4");
    expect(server.count()).toBe(9);
  });

  it("shares turns and not dumps between audiences", async () => {
    let running = 0;
    let most = 0;
    const server = await serve((_request, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.writeHead(200).end(dumpText([clusterOf("a")]));
      }, 20);
    });
    const common = createEnvoyCommon();
    const options = {
      cluster: "c",
      access: { kind: "direct", url: server.url } as const,
      minIntervalMs: 60_000,
    };
    const [ada, bob] = [createEnvoySource(options, common, "ada"), createEnvoySource(options, common, "bob")];
    await Promise.all([
      ada.configDump(proxy, call),
      bob.configDump(proxy, call),
      ada.configDump(proxy, call),
    ]);
    expect(most).toBe(1);
    expect(server.count()).toBe(2);
  });

  it("gives what was read of a dump that breaks off, and says so", async () => {
    const text = dumpText([clusterOf("a"), clusterOf("b"), clusterOf("c")]);
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-length": String(text.length) });
      response.write(text.slice(0, text.indexOf('"c"')), () => response.destroy());
    });
    const { data, warnings } = await source(server.url).configDump(proxy, call);
    expect(data.entries.map((entry) => entry.name)).toEqual(["a", "b"]);
    expect(warnings).toMatchObject([{ reason: "truncated", part: "config dump" }]);
  });

  it("gives up at the size limit with what was read", async () => {
    const text = dumpText([clusterOf("a"), clusterOf("b".repeat(200_000))]);
    const server = await serve((_request, response) => {
      response.writeHead(200);
      response.write(text.slice(0, 1000), () => response.end(text.slice(1000)));
    });
    const { data, warnings } = await source(server.url, { maxDumpBytes: 100_000 }).configDump(proxy, call);
    expect(data.entries.map((entry) => entry.name)).toEqual(["a"]);
    expect(warnings).toMatchObject([
      { reason: "truncated", message: expect.stringContaining("larger than the limit") },
    ]);
  });

  it.each([
    ["<html>login</html>", "not_json"],
    ['{"configs":[', "truncated"],
    ["", "truncated"],
  ] as const)("calls %j %s", async (body, reason) => {
    const server = await serve(answer(200, body));
    expect((await faultOf(source(server.url).configDump(proxy, call))).reason).toBe(reason);
  });

  it("names the setting when nothing listens, and the permission when the port-forward is refused", async () => {
    const refused = await faultOf(source("http://127.0.0.1:9").configDump(proxy, call));
    expect(refused).toMatchObject({ reason: "refused", hint: expect.stringContaining("envoy.access") });
    const denied = new SourceError("HTTP 403", {
      source: "kubernetes",
      cluster: "east",
      reason: "forbidden",
      status: 403,
    });
    const forwarded = source("", { access: { kind: "portForward" }, dial: () => Promise.reject(denied) });
    expect(await faultOf(forwarded.configDump(proxy, call))).toMatchObject({
      source: "envoy",
      reason: "forbidden",
      hint: expect.stringContaining("pods/portforward"),
    });
  });

  it("asks one page of a proxy at a time", async () => {
    let running = 0;
    let most = 0;
    const server = await serve((_request, response) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        response.writeHead(200).end("{}");
      });
    });
    const envoy = source(server.url);
    await Promise.all([
      envoy.page(proxy, "certs", call),
      envoy.page(proxy, "memory", call),
      envoy.page(proxy, "init_dump", call),
    ]);
    expect([server.count(), most]).toEqual([3, 1]);
  });
});

describe.skipIf(!existsSync(captures))("real pages", () => {
  it("reads a real dump through a dialled stream", async () => {
    const text = readFileSync(`${captures}/config_dump.json`);
    const server = await serve((_request, response) => response.writeHead(200).end(text));
    const envoy = source("", {
      access: { kind: "portForward" },
      dial: () => Promise.resolve(connect(Number(new URL(server.url).port), "127.0.0.1")),
    });
    const { data } = await envoy.configDump(proxy, call);
    expect(Buffer.from(data.bytes).equals(text)).toBe(true);
    expect(data.entries).toHaveLength(78);
  });

  it("reads statistics: a counter without a value is 0 and text is no number", async () => {
    const body = JSON.stringify({
      stats: [{ name: "a.zero" }, { name: "b", value: 3 }, { name: "c", value: "1.2/3" }, { histograms: {} }],
    });
    const server = await serve(answer(200, body));
    expect((await source(server.url).stats(proxy, "^x|y", call)).data).toEqual({ "a.zero": 0, b: 3 });
  });
});
