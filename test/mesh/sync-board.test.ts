import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readBed, type Bed } from "./bed-file";
import { callKube } from "./kube";
import { hasEnvoy, startOwnEnvoy, type OwnEnvoy } from "./own-envoy";
import { until } from "./until";
import { createNamespace, removeNamespace } from "./xds/mesh-objects";
import { rowFromWire } from "@/lib/controlplane/board-wire";
import { startTarget, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "@/test/operations/demo-caller";

const found = readBed();
const namespace = "hd-board";
const pod = "board-0";
const filters = `/apis/networking.istio.io/v1alpha3/namespaces/${namespace}/envoyfilters`;
const script = "function envoy_on_request(handle) handle:";

/** A Lua filter on the sidecar's inbound listener. */
function luaFilter(name: string, inlineCode: string) {
  const type = "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua";
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name, namespace },
    spec: {
      configPatches: [
        {
          applyTo: "HTTP_FILTER",
          match: {
            context: "ANY",
            listener: {
              filterChain: {
                filter: {
                  name: "envoy.filters.network.http_connection_manager",
                  subFilter: { name: "envoy.filters.http.router" },
                },
              },
            },
          },
          patch: {
            operation: "INSERT_BEFORE",
            value: { name: "heddle.lua", typed_config: { "@type": type, inlineCode } },
          },
        },
      ],
    },
  };
}

describe.skipIf(found === undefined || !hasEnvoy)("the sync board of a real istiod", () => {
  const bed = found as Bed;
  let target: ContractTarget;
  let envoy: OwnEnvoy;

  const rowNow = async () => {
    // Each look is a new one, as for a console that has just started.
    const sources = { ...target.sources, controlPlane: { ...target.sources.controlPlane } };
    const { data } = await callerOn(sources).controlplane.board({});
    return data.rows.map(rowFromWire).find((row) => row.namespace === namespace && row.pod === pod);
  };
  const admin = (method: string, path: string, body?: unknown) =>
    callKube(bed, method, path, body, bed.TOKEN_ADMIN);

  beforeAll(async () => {
    target = await startTarget();
    await createNamespace(bed, namespace);
    // Without a certificate of its own the Envoy would wait for one before it asks for its listeners.
    await admin("POST", `/apis/networking.istio.io/v1/namespaces/${namespace}/sidecars`, {
      apiVersion: "networking.istio.io/v1",
      kind: "Sidecar",
      metadata: { name: "default", namespace },
      spec: { egress: [{ hosts: ["./*"] }] },
    });
    await admin("POST", `/apis/security.istio.io/v1/namespaces/${namespace}/peerauthentications`, {
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name: "default", namespace },
      spec: { mtls: { mode: "DISABLE" } },
    });
    await until("istiod has read them", async () => {
      const { data } = await target.sources.controlPlane.debug(`configz?look=${Date.now()}`, {
        purpose: "objects of the scene",
      });
      return JSON.stringify(data).split(`"namespace":"${namespace}"`).length > 2;
    });
    const { ISTIOD_XDS } = z
      .looseObject({ ISTIOD_XDS: z.string() })
      .parse(JSON.parse(readFileSync(process.env["MESHBED"] ?? "", "utf8")));
    envoy = startOwnEnvoy(ISTIOD_XDS, namespace, pod);
    await until("the proxy has its listeners", async () => (await rowNow())?.cells.lds?.state === "synced");
  });
  afterAll(async () => {
    envoy?.goOn();
    await envoy?.stop();
    for (const name of ["broken", "sound"]) await admin("DELETE", `${filters}/${name}`);
    await admin("DELETE", `/apis/networking.istio.io/v1/namespaces/${namespace}/sidecars/default`);
    await admin("DELETE", `/apis/security.istio.io/v1/namespaces/${namespace}/peerauthentications/default`);
    await removeNamespace(bed, namespace);
    await target?.close();
  });

  it("knows a proxy that Kubernetes has no pod of, and the seven of the bed", async () => {
    expect(await rowNow()).toMatchObject({ connection: "no_pod", type: "sidecar" });
    const { data } = await callerOn(target.sources).controlplane.board({});
    const rows = data.rows.map(rowFromWire);
    for (const { name } of bed.pods)
      expect(rows.find((row) => row.pod === name)?.connection).toBe("connected");
  });

  it("tells what Envoy refused and the EnvoyFilter behind it, and that it is well again", async () => {
    const { status } = await admin("POST", filters, luaFilter("broken", script));
    expect(status).toBe(201);
    await until("it is refused", async () => (await rowNow())?.cells.lds?.state === "error");
    const sources = { ...target.sources, controlPlane: { ...target.sources.controlPlane } };
    const { data } = await callerOn(sources).controlplane.rejections({});
    const rejection = data.find(({ proxies }) => proxies.some((one) => one.pod === pod));
    expect(rejection?.message).toMatch(/script load error/);
    expect(rejection?.parts[0]?.resource).toMatch(/./);
    const [first] = rejection?.parts[0]?.candidates ?? [];
    expect(first?.ref).toMatchObject({ kind: "EnvoyFilter", namespace, name: "broken" });
    expect(first?.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["quoted", "changed"]));
    await admin("DELETE", `${filters}/broken`);
    await until("it is well again", async () => (await rowNow())?.cells.lds?.state === "synced");
  });

  it("calls a proxy that is frozen stale since the push that it did not answer", async () => {
    envoy.freeze();
    const beforeMs = Date.now();
    await admin("POST", filters, luaFilter("sound", "function envoy_on_request(handle) end"));
    await until("it is stale", async () => {
      const states = Object.values((await rowNow())?.cells ?? {}).map(({ state }) => state);
      return states.includes("stale");
    });
    const cells = Object.values((await rowNow())?.cells ?? {});
    const since = cells.find(({ state }) => state === "stale")?.sinceMs ?? 0;
    expect(since).toBeGreaterThan(beforeMs - 2000);
    envoy.goOn();
    await until("it has caught up", async () => (await rowNow())?.cells.lds?.state === "synced");
  });
});
