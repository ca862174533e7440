import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { targetKind } from "@/test/contract/target";
import { answer, lastHour, podsOf, startFaultyMesh, type FaultyMesh } from "./faulty-mesh";

const scope = { range: lastHour };
let mesh: FaultyMesh;
let podNames: readonly string[];

describe.skipIf(targetKind === "bed")("pages while istiod, an Envoy or Jaeger fails", () => {
  beforeAll(async () => {
    mesh = await startFaultyMesh();
    podNames = podsOf((await mesh.console().proxies.list(scope)).data.rows);
  });
  afterEach(() => mesh.heal());
  afterAll(() => mesh.close());

  describe("istiod", () => {
    it.each([
      ["unauthenticated" as const, "unauthenticated", /istiod\.access|bearerTokenFile/],
      [{ namespace: "other" }, "forbidden", /DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES/],
    ])(
      "that answers %j still lists pods, with sync unknown and the setting that opens it",
      async (access, reason, hint) => {
        mesh.target.demo?.istiods.setDebugAccess(access);
        const console = mesh.console();
        const [{ data, warnings }, plane] = await Promise.all([
          console.proxies.list(scope),
          console.controlplane.read({}),
        ]);
        expect(podsOf(data.rows)).toEqual(podNames);
        expect(data.rows.filter(({ state }) => state !== undefined)).toEqual([]);
        expect(data.rows.filter(({ connection }) => !["unknown", "no_proxy"].includes(connection))).toEqual(
          [],
        );
        const told = warnings.filter(({ source }) => source === "istiod");
        expect(told.length).toBeGreaterThan(0);
        expect(told.every((each) => each.reason === reason && hint.test(each.hint ?? ""))).toBe(true);
        expect(plane.data.proxies).toBeUndefined();
      },
    );

    it("with one silent replica names it; proxies of the other stay known and the rest unknown", async () => {
      const [first, second] = mesh.istiods;
      if (first === undefined || second === undefined) throw new Error("two replicas expected");
      second.setFault(() => answer(503, "", "text/plain"));
      const { data, warnings } = await mesh.console().proxies.list(scope);
      const replica = mesh.target.demo?.istiods.replicas[1]?.pod ?? "";
      expect(warnings.some(({ source, part }) => source === "istiod" && part?.includes(replica))).toBe(true);
      expect(podsOf(data.rows)).toEqual(podNames);
      expect(data.rows.filter(({ connection }) => connection === "disconnected")).toEqual([]);
      const connections = new Set(data.rows.map(({ connection }) => connection));
      expect([connections.has("connected"), connections.has("unknown")]).toEqual([true, true]);
    });
  });

  describe("Envoy", () => {
    const proxied = () => {
      const pod = podNames.find((name) => name.startsWith(`${mesh.target.service}-`)) ?? "";
      return { namespace: mesh.target.namespace, pod };
    };

    it("whose dump breaks off shows what came, and says that the rest is missing", async () => {
      const { namespace, pod } = proxied();
      const envoys = mesh.target.demo?.envoys;
      envoys?.setFault({ namespace, name: pod }, "truncated");
      const console = mesh.console();
      const [page, section] = await Promise.all([
        console.proxies.read({ namespace, pod }),
        console.proxies.section({ namespace, pod, section: "clusters" }),
      ]).finally(() => envoys?.setFault({ namespace, name: pod }, undefined));
      for (const { warnings } of [page, section])
        expect(warnings).toEqual(
          expect.arrayContaining([expect.objectContaining({ source: "envoy", reason: "truncated" })]),
        );
      expect(page.data.row?.connection).toBe("connected");
    });

    it("that drops every connection is an error of its section, and istiod's view is one word away", async () => {
      const { namespace, pod } = proxied();
      const envoys = mesh.target.demo?.envoys;
      envoys?.setFault({ namespace, name: pod }, "unreachable");
      const console = mesh.console();
      try {
        await expect(console.proxies.section({ namespace, pod, section: "clusters" })).rejects.toMatchObject({
          code: "SERVICE_UNAVAILABLE",
          cause: { source: "envoy", reason: "reset" },
        });
        const other = await console.proxies.section({ namespace, pod, section: "clusters", view: "istiod" });
        if (!("rows" in other.data.content)) throw new Error("no rows");
        expect(other.data.content.rows.length).toBeGreaterThan(0);
      } finally {
        envoys?.setFault({ namespace, name: pod }, undefined);
      }
    });
  });

  describe("Jaeger", () => {
    it("without a trace that matches gives an empty list and no warning: nothing failed", async () => {
      const { data, warnings } = await mesh.console().traces.search({ ...scope, service: "nobody.nowhere" });
      expect([data.summaries, data.outsideNamespaces, data.limited, warnings]).toEqual([[], 0, false, []]);
    });

    it("that is down is an error with source and reason, never an empty list", async () => {
      mesh.jaeger.setFault(() => answer(503, "no healthy upstream", "text/plain"));
      await expect(mesh.console().traces.search(scope)).rejects.toMatchObject({
        cause: { source: "jaeger", reason: "server_error" },
      });
    });

    it("without the asked trace says not found", async () => {
      await expect(mesh.console().traces.read({ traceId: "f".repeat(32) })).rejects.toMatchObject({
        code: "NOT_FOUND",
        cause: { source: "jaeger", reason: "not_found" },
      });
    });

    it("of an old version is read through its own API", async () => {
      mesh.jaeger.setFault((line) =>
        line.includes("/api/v3/") ? answer(404, "404 page not found\n", "text/plain") : undefined,
      );
      const console = mesh.console();
      const services = await console.traces.services({});
      expect(services.data.api).toBe("legacy");
      expect(services.data.services.length).toBeGreaterThan(5);
      const service = services.data.services.find((name) => name.startsWith(mesh.target.service)) ?? "";
      const { data } = await console.traces.search({ ...scope, service, limit: 5 });
      const trace = await console.traces.read({ traceId: data.summaries[0]?.traceId ?? "" });
      expect(trace.data.spanIds.length).toBe(data.summaries[0]?.spanCount);
    });
  });
});
