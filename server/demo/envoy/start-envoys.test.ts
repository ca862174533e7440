import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createWorldFixture, splitOf, type WorldFixture } from "@/server/demo/pages/world-fixture";
import { type DemoEnvoys, startEnvoys } from "./start-envoys";

let fixture: WorldFixture;
let envoys: DemoEnvoys;
beforeAll(async () => {
  fixture = createWorldFixture();
  envoys = await startEnvoys(fixture.world, { host: "127.0.0.1" });
});
afterAll(() => envoys.close());

const sectionSchema = z.looseObject({ "@type": z.string() });
const dumpSchema = z.object({ configs: z.array(sectionSchema) });

function podOf(app: string) {
  const workload = fixture.workload(app);
  return { namespace: workload.namespace, name: workload.pods[0]?.name ?? "" };
}

async function get(app: string, path: string): Promise<Response> {
  const pod = podOf(app);
  return fetch(envoys.url.replace("{namespace}", pod.namespace).replace("{pod}", pod.name) + path);
}

async function dump(app: string, query = "") {
  return dumpSchema.parse(await (await get(app, `/config_dump${query}`)).json()).configs;
}

const splitSchema = z.looseObject({
  route_config: z.looseObject({
    virtual_hosts: z.array(
      z.looseObject({
        name: z.string(),
        routes: z
          .array(
            z.looseObject({
              route: z
                .looseObject({
                  weighted_clusters: z
                    .looseObject({ clusters: z.array(z.object({ name: z.string(), weight: z.number() })) })
                    .optional(),
                })
                .optional(),
            }),
          )
          .optional(),
      }),
    ),
  }),
});

async function checkoutSplit(): Promise<readonly number[]> {
  const [config] = await dump("storefront", "?resource=dynamic_route_configs&name_regex=8080");
  const hosts = splitSchema.parse(config).route_config.virtual_hosts;
  const host = hosts.find((entry) => entry.name.startsWith("checkout.orders"));
  return host?.routes?.[0]?.route?.weighted_clusters?.clusters.map((entry) => entry.weight) ?? [];
}

describe("a config dump", () => {
  it("has Envoy's sections in order, endpoints only when asked for", async () => {
    const names = (sections: readonly { "@type": string }[]) =>
      sections.map((section) => section["@type"].split(".").at(-1)?.replace("ConfigDump", ""));
    expect(names(await dump("checkout"))).toEqual([
      "Bootstrap",
      "Clusters",
      "Listeners",
      "ScopedRoutes",
      "Routes",
      "Secrets",
    ]);
    expect(names(await dump("checkout", "?include_eds"))).toContain("Endpoints");
  });

  it("shows a written split only after the proxy has acknowledged it", async () => {
    const before = await checkoutSplit();
    fixture.write(splitOf("orders", "checkout", 55, 45));
    fixture.wait(150);
    expect(await checkoutSplit()).toEqual(before);
    fixture.wait(31_000);
    expect(await checkoutSplit()).toEqual([55, 45]);
  });

  it("keeps the last good listener of a proxy that refused one, with the reason", async () => {
    const listeners = await dump("notifications", "?resource=dynamic_listeners");
    const refused = listeners.filter((listener) => listener["error_state"] !== undefined);
    expect(refused.map((listener) => [listener["name"], listener["active_state"] !== undefined])).toEqual([
      ["virtualInbound", true],
      [undefined, false],
    ]);
    expect(JSON.stringify(refused)).toContain("script load error");
  });

  it("holds one inbound chain per port and mode, as PeerAuthentication says", async () => {
    const chains = async (app: string) => {
      const [listener] = await dump(app, "?resource=dynamic_listeners&name_regex=virtualInbound");
      return JSON.stringify(listener).match(/"transport_protocol":"[a-z_]+"/g) ?? [];
    };
    expect(await chains("checkout")).not.toContain(`"transport_protocol":"raw_buffer"`);
    expect(await chains("accounts")).toContain(`"transport_protocol":"raw_buffer"`);
  });

  it("answers masks and refuses fields that it does not have", async () => {
    const masked = await dump("checkout", "?resource=dynamic_active_clusters&mask=cluster.name");
    expect(masked.every((entry) => Object.keys(entry).join() === "@type,cluster")).toBe(true);
    expect((await get("checkout", "/config_dump?resource=nonsense")).status).toBe(404);
    expect((await get("checkout", "/config_dump?name_regex=(")).status).toBe(400);
  });

  it("holds a certificate that its root signed, and no private key", async () => {
    const [secret, root] = await dump("payments", "?resource=dynamic_active_secrets");
    const text = JSON.stringify(secret);
    const pem = Buffer.from(
      /"certificate_chain":\{"inline_bytes":"([^"]+)"/.exec(text)?.[1] ?? "",
      "base64",
    ).toString();
    const certificate = new X509Certificate(pem);
    const authority = new X509Certificate(
      Buffer.from(/"trusted_ca":\{"inline_bytes":"([^"]+)"/.exec(JSON.stringify(root))?.[1] ?? "", "base64"),
    );
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toBe("URI:spiffe://cluster.local/ns/orders/sa/payments");
    expect(text).toContain(
      `"private_key":{"inline_bytes":"${Buffer.from("[redacted]").toString("base64")}"}`,
    );
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(fixture.world.nowMs() + 6 * 3_600_000);
  });
});

describe("other pages", () => {
  it("count requests per host and never go back", async () => {
    const counted = async () => {
      const text = await (await get("storefront", "/clusters?format=json")).text();
      return Number(/catalog.*?"value":"(\d+)","name":"rq_total"/.exec(text)?.[1] ?? "0");
    };
    const first = await counted();
    fixture.wait(60_000);
    expect(first).toBeGreaterThan(1000);
    expect(await counted()).toBeGreaterThan(first);
  });

  it("filter statistics and print them in three forms", async () => {
    const json = await (await get("notifications", "/stats?format=json&filter=lds.update_rejected")).json();
    expect(json).toEqual({ stats: [{ name: "listener_manager.lds.update_rejected", value: 1 }] });
    const text = await (await get("checkout", "/stats/prometheus?filter=server.live")).text();
    expect(text).toBe("# TYPE envoy_server_live gauge\nenvoy_server_live{} 1\n\n");
    expect(await (await get("checkout", "/stats?filter=server.live")).text()).toBe("server.live: 1\n");
  });

  it("let nobody change a proxy by GET", async () => {
    const response = await get("checkout", "/logging");
    expect([response.status, await response.text()]).toEqual([405, "Method GET not allowed, POST required."]);
  });

  it("tell of a certificate that is about to end", async () => {
    fixture.world.setScenario("certificate-expiring");
    const page = z
      .object({
        certificates: z.array(
          z.object({ cert_chain: z.array(z.looseObject({ expiration_time: z.string() })) }),
        ),
      })
      .parse(await (await get("payments", "/certs")).json());
    const ends = Date.parse(page.certificates[0]?.cert_chain[0]?.expiration_time ?? "");
    expect(ends - fixture.world.nowMs()).toBeLessThanOrEqual(45 * 60_000);
    fixture.world.setScenario("healthy");
  });
});

describe("an Envoy in trouble", () => {
  it("is reached by its own port as by its path", async () => {
    const address = envoys.addressOf(podOf("cart"), 15_000);
    const response = await fetch(`http://${address?.host ?? ""}:${address?.port ?? 0}/ready`);
    expect(await response.text()).toBe("LIVE\n");
    expect(envoys.addressOf(podOf("cart"), 8080)).toBeUndefined();
    expect(envoys.addressOf(podOf("postgres"), 15_000)).toBeUndefined();
  });

  it("drops connections or breaks a dump off when told to", async () => {
    envoys.setFault(podOf("cart"), "unreachable");
    await expect(get("cart", "/ready")).rejects.toThrow("fetch failed");
    envoys.setFault(podOf("cart"), "truncated");
    await expect(get("cart", "/config_dump").then((response) => response.text())).rejects.toThrow(
      "terminated",
    );
    envoys.setFault(podOf("cart"), undefined);
    expect((await get("cart", "/config_dump")).status).toBe(200);
  });
});
