import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { closeServers, faultOf } from "@/test/local-server";
import { kubernetesAt, sendJson, serveKubernetes, statusBody, type FakeAnswer } from "@/test/fake-kubernetes";

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
  await closeServers();
});

const call = { purpose: "test" };
const service = (name: string, resourceVersion: string) => ({
  metadata: { name, namespace: "shop", resourceVersion },
  spec: { clusterIP: "10.0.0.1" },
});
const list = (resourceVersion: string, items: object[], next?: string) => ({
  kind: "ServiceList",
  apiVersion: "v1",
  metadata: { resourceVersion, continue: next },
  items,
});
const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;

async function start(script: FakeAnswer) {
  const server = await serveKubernetes(script);
  const kubernetes = await kubernetesAt(server.url);
  disposals.push(kubernetes.dispose);
  const names = async () => {
    const { data } = await kubernetes.source.list("", "Service", call);
    return data.map((object) => `${object.metadata.name}@${object.metadata.resourceVersion}`);
  };
  return { kubernetes, server, names };
}

/** Scripts the services' lists and watches one after another; the last of each repeats. */
function services(
  lists: object[],
  watches: ((response: ServerResponse) => void)[],
  seen: string[] = [],
): FakeAnswer {
  let lastList = 0;
  let lastWatch = 0;
  return (url, _request, response) => {
    if (url.pathname !== "/api/v1/services") return false;
    if (url.searchParams.has("watch")) {
      seen.push(`watch ${url.searchParams.get("resourceVersion")}`);
      watches[Math.min(lastWatch++, watches.length - 1)]?.(response);
      return true;
    }
    seen.push(`list ${url.searchParams.get("continue") ?? ""}`.trim());
    return sendJson(response, lists[Math.min(lastList++, lists.length - 1)]);
  };
}

const silent = (response: ServerResponse) => void response.writeHead(200).flushHeaders();

describe("the watch cache", () => {
  it("takes all pages of a list, then applies the events of the watch", async () => {
    const events =
      event("ADDED", service("c", "11")) +
      event("MODIFIED", service("a", "12")) +
      event("DELETED", service("b", "13"));
    const seen: string[] = [];
    const { names, kubernetes } = await start(
      services(
        [list("10", [service("a", "1")], "next"), list("10", [service("b", "2")])],
        [(response) => void response.writeHead(200).write(events)],
        seen,
      ),
    );
    await names();
    await expect.poll(names).toEqual(["a@12", "c@11"]);
    expect(seen).toEqual(["list", "list next", "watch 10"]);
    expect(kubernetes.source.revision()).toBe(5);
  });

  it("goes on from the last bookmark after the connection was cut, without a new list", async () => {
    const seen: string[] = [];
    const { names } = await start(
      services(
        [list("10", [service("a", "1")])],
        [
          (response) => {
            const bookmark = event("BOOKMARK", { metadata: { resourceVersion: "50" } });
            response.writeHead(200).write(bookmark, () => setImmediate(() => response.destroy()));
          },
          (response) => void response.writeHead(200).write(event("ADDED", service("b", "51"))),
        ],
        seen,
      ),
    );
    await names();
    await expect.poll(names).toEqual(["a@1", "b@51"]);
    expect(seen).toEqual(["list", "watch 10", "watch 50"]);
  });

  it.each([
    [
      "an ERROR event inside of HTTP 200",
      (response: ServerResponse) =>
        void response
          .writeHead(200)
          .end(event("ERROR", statusBody(410, "Expired", "too old resource version"))),
    ],
    [
      "HTTP 410",
      (response: ServerResponse) => void sendJson(response, statusBody(410, "Expired", "too old"), 410),
    ],
  ])("lists again when the version is too old: %s", async (_name, expired) => {
    const seen: string[] = [];
    const { names } = await start(
      services(
        [list("10", [service("a", "1"), service("gone", "2")]), list("90", [service("a", "1")])],
        [expired, silent],
        seen,
      ),
    );
    await names();
    await expect.poll(names).toEqual(["a@1"]);
    await expect.poll(() => seen).toEqual(["list", "watch 10", "list", "watch 90"]);
  });

  it("keeps what it knows, with a warning and its age, while the watch is refused", async () => {
    const { names, kubernetes } = await start(
      services(
        [list("10", [service("a", "1")])],
        [(response) => void sendJson(response, statusBody(500, "InternalError", "etcd is sad"), 500)],
      ),
    );
    await names();
    const read = () => kubernetes.source.list("", "Service", call);
    await expect.poll(async () => (await read()).warnings.length).toBe(1);
    const { data, warnings } = await read();
    expect(data).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ reason: "server_error", part: "Service", cluster: "east" });
    expect(warnings[0]?.message).toContain("etcd is sad");
  });

  it("makes one forbidden kind a warning and leaves the others alive", async () => {
    const { kubernetes } = await start((url, _request, response) => {
      if (url.pathname !== "/api/v1/pods") return false;
      return sendJson(response, statusBody(403, "Forbidden", "pods is forbidden"), 403);
    });
    const pods = await kubernetes.source.list("", "Pod", call);
    expect([pods.data, pods.warnings[0]?.reason]).toEqual([[], "forbidden"]);
    expect((await kubernetes.source.list("", "Namespace", call)).warnings).toEqual([]);
    expect(kubernetes.source.states().find(({ kind }) => kind === "Pod")?.state).toBe("failed");
  });

  it("says what is absent: a warning for Istio's kinds, none for optional ones", async () => {
    const { kubernetes } = await start(() => false);
    const istio = await kubernetes.source.list("networking.istio.io", "VirtualService", call);
    expect([istio.data, istio.warnings[0]?.reason]).toEqual([[], "not_found"]);
    const gateway = await kubernetes.source.list("gateway.networking.k8s.io", "HTTPRoute", call);
    expect([gateway.data, gateway.warnings]).toEqual([[], []]);
  });

  it("throws when nothing could be learnt at all, and never calls that an empty list", async () => {
    const { kubernetes } = await start((_url, _request, response) =>
      sendJson(response, statusBody(401, "Unauthorized", "Unauthorized"), 401),
    );
    const error = await faultOf(kubernetes.source.list("", "Service", call));
    expect([error.reason, error.status]).toEqual(["unauthenticated", 401]);
  });

  it("gives up waiting for the first list in time", async () => {
    const { kubernetes } = await start((url) => url.pathname === "/api/v1/services");
    const error = await faultOf(kubernetes.source.list("", "Service", { ...call, timeoutMs: 50 }));
    expect(error.reason).toBe("timeout");
  });

  it("keeps of a pod what the console reads, and drops the rest", async () => {
    const pod = {
      metadata: {
        name: "p",
        namespace: "shop",
        resourceVersion: "1",
        managedFields: [{ manager: "kubelet" }],
      },
      spec: {
        nodeName: "n",
        volumes: [{ name: "big" }],
        containers: [{ name: "app", env: [{ name: "SECRET" }] }],
      },
      status: { phase: "Running", podIP: "10.1.1.1" },
    };
    const { kubernetes } = await start((url, _request, response) => {
      if (url.pathname !== "/api/v1/pods" || url.searchParams.has("watch")) return false;
      return sendJson(response, { ...list("5", [pod]), kind: "PodList" });
    });
    const { data } = await kubernetes.source.list("", "Pod", call, ["shop"]);
    expect(data[0]).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", namespace: "shop", resourceVersion: "1" },
      spec: { nodeName: "n", containers: [{ name: "app" }], initContainers: undefined },
      status: expect.objectContaining({ phase: "Running", podIP: "10.1.1.1" }),
    });
    expect((await kubernetes.source.list("", "Pod", call, ["other"])).data).toEqual([]);
  });
});

describe("a person's reads", () => {
  it("see what the cluster lets this person list, not what the console's own account sees", async () => {
    const { kubernetes } = await start((url, request, response) => {
      if (url.pathname.endsWith("selfsubjectaccessreviews")) {
        let body = "";
        request.setEncoding("utf8").on("data", (text: string) => (body += text));
        request.on("end", () => {
          const { namespace } = JSON.parse(body).spec.resourceAttributes;
          sendJson(response, { status: { allowed: namespace === "shop" } });
        });
        return true;
      }
      if (url.pathname !== "/api/v1/services" || url.searchParams.has("watch")) return false;
      const other = {
        ...service("b", "2"),
        metadata: { name: "b", namespace: "bank", resourceVersion: "2" },
      };
      return sendJson(response, list("10", [service("a", "1"), other]));
    });
    const person = kubernetes.as({ bearerToken: "hers" });
    const mixed = await person.list("", "Service", call, ["shop", "bank"]);
    expect(mixed.data.map(({ metadata }) => metadata.name)).toEqual(["a"]);
    expect(mixed.warnings).toMatchObject([{ reason: "forbidden", part: "Service" }]);
    expect(mixed.warnings[0]?.message).toContain("in bank");
    const everywhere = await person.list("", "Service", call);
    expect([everywhere.data, everywhere.warnings[0]?.reason]).toEqual([[], "forbidden"]);
    expect((await person.list("", "Service", call, ["shop"])).warnings).toEqual([]);
  });
});
