import { afterEach, describe, expect, it } from "vitest";
import { answer, closeServers, faultOf, serve } from "@/test/local-server";
import { createEnvoySource, type EnvoyOptions } from "./index";

const proxy = { namespace: "istio-system", pod: "ztunnel-1", podIp: "10.0.0.9" };
const call = { purpose: "test" };
const key = `-----BEGIN PRIVATE KEY-----\n${"MIIBdG5v".repeat(20)}\n-----END PRIVATE KEY-----\n`;
const dumpOf = (more: object = {}) =>
  JSON.stringify({
    workloads: [{ uid: "a", name: "a", namespace: "n" }],
    certificates: [{ identity: "spiffe://x", privateKey: "hidden", certChain: [{ pem: btoa(key) }] }],
    ...more,
  });

const source = (url: string, options: Partial<EnvoyOptions> = {}) =>
  createEnvoySource({ cluster: "east", access: { kind: "direct", url }, minIntervalMs: 0, ...options });

const textOf = ({ data }: { data: { bytes: Uint8Array } }) => new TextDecoder().decode(data.bytes);

afterEach(closeServers);

describe("ztunnelDump", () => {
  it("hides keys, wherever they stand", async () => {
    const server = await serve(answer(200, dumpOf()));
    const text = textOf(await source(server.url).ztunnelDump(proxy, call));
    expect(text).toContain('"spiffe://x"');
    expect(text).not.toContain("hidden");
    expect(text).not.toContain(btoa(key));
  });

  it("has one hash for one configuration, whatever connections are open", async () => {
    const bodies = [
      dumpOf({ workloadState: { u: { state: "Up", connections: { inbound: [{ src: "a" }] } } } }),
      dumpOf({ workloadState: { u: { state: "Up", connections: { inbound: [] } } } }),
      dumpOf({ policies: [{ name: "p" }] }),
    ];
    const server = await serve((_request, response, count) => response.writeHead(200).end(bodies[count - 1]));
    const ztunnel = source(server.url);
    const hashes: string[] = [];
    for (const _ of bodies) hashes.push((await ztunnel.ztunnelDump(proxy, call)).data.contentHash);
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it("asks once for readers at the same time and shortly after", async () => {
    const server = await serve(answer(200, dumpOf()));
    const ztunnel = source(server.url, { minIntervalMs: 60_000 });
    await Promise.all([ztunnel.ztunnelDump(proxy, call), ztunnel.ztunnelDump(proxy, call)]);
    await ztunnel.ztunnelDump(proxy, call);
    expect(server.count()).toBe(1);
  });

  it("does not take a page for a dump", async () => {
    const server = await serve(answer(200, "<html>not found</html>"));
    expect((await faultOf(source(server.url).ztunnelDump(proxy, call))).reason).toBe("not_json");
  });
});
