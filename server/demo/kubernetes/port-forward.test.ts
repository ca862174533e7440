import { createServer, type Server } from "node:http";
import { KubeConfig, PortForward } from "@kubernetes/client-node";
import { PassThrough, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { startKubernetes, type KubernetesServer } from "./server";
import { createObjectStore } from "./store";

const pod: Manifest = { apiVersion: "v1", kind: "Pod", metadata: { name: "cart-1", namespace: "shop" } };
const page = "x".repeat(300_000);

function configFor(url: string, token: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "demo", server: url, skipTLSVerify: true }],
    users: [{ name: "me", token }],
    contexts: [{ name: "demo", cluster: "demo", user: "me" }],
    currentContext: "demo",
  });
  return config;
}

describe("port-forward", () => {
  let envoy: Server;
  let server: KubernetesServer;
  beforeEach(async () => {
    envoy = createServer((_request, response) => response.end(page));
    await new Promise<void>((resolve) => envoy.listen(0, "127.0.0.1", resolve));
    const address = envoy.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const store = createObjectStore({ nowMs: () => 0, objects: [pod] });
    const dial = (_namespace: string, name: string, wanted: number) =>
      name === "cart-1" && wanted === 15_000 ? { host: "127.0.0.1", port } : undefined;
    server = await startKubernetes({ store }, { dial });
  });
  afterEach(async () => {
    await server.close();
    envoy.close();
  });

  /** What a port answers to a request, all bytes until the server closes. */
  async function ask(port: number, token = server.token): Promise<{ data: string; error: string }> {
    const chunks = { data: "", error: "" };
    const collect = (name: "data" | "error") =>
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks[name] += chunk.toString("latin1");
          done();
        },
      });
    const input = new PassThrough();
    const forward = new PortForward(configFor(server.url, token), true);
    const socket = await forward.portForward(
      "shop",
      "cart-1",
      [port],
      collect("data"),
      collect("error"),
      input,
    );
    if (typeof socket === "function") throw new Error("expected a socket");
    const closed = new Promise<number>((resolve) => {
      socket.onclose = (event) => resolve(event.code);
    });
    input.write("GET /config_dump HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    expect(await closed).toBe(1000);
    return chunks;
  }

  it("carries a request to the port of the pod and the whole answer back", async () => {
    const { data, error } = await ask(15_000);
    expect(data.startsWith("HTTP/1.1 200 OK")).toBe(true);
    expect(data.endsWith(page)).toBe(true);
    expect(error).toBe("");
  });

  it("says on the error channel that a port is closed", async () => {
    expect((await ask(1)).error).toContain("connection refused");
  });

  it("is refused to a viewer before the upgrade", async () => {
    await expect(ask(15_000, server.viewerToken)).rejects.toMatchObject({
      message: expect.stringContaining("403"),
    });
  });

  it("has a sibling in the pod proxy, which keeps the caller's token to itself", async () => {
    const seen: (string | undefined)[] = [];
    envoy.on("request", (request) => seen.push(request.headers.authorization));
    const proxied = (name: string, token = server.token) =>
      fetch(`${server.url}/api/v1/namespaces/shop/pods/${name}/proxy/stats?filter=x`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect(await (await proxied("cart-1:15000")).text()).toBe(page);
    expect(seen).toEqual([undefined]);
    const statuses = [
      await proxied("cart-1:1"),
      await proxied("cart-2:15000"),
      await proxied("cart-1:15000", server.viewerToken),
    ];
    expect(statuses.map((response) => response.status)).toEqual([503, 404, 403]);
  });
});
