import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createKubernetes, type Kubernetes } from "@/server/sources/kubernetes/index";
import { serve } from "@/test/local-server";

/** Pauses of seconds pass at once, the long ones of absent and refused kinds never. */
const hurriedClock = {
  nowMs: () => Date.now(),
  random: () => 0.5,
  wait: (ms: number, signal?: AbortSignal) => sleep(ms >= 15_000 ? 3_600_000 : 2, undefined, { signal }),
};

export type FakeAnswer = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;

/** A kubeconfig file for a plain HTTP API server, and the source on it. */
export async function kubernetesAt(
  server: string,
  token = "t0ken",
): Promise<Kubernetes & { dispose: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "heddle-kube-"));
  const kubeconfig = path.join(folder, "config");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  const kubernetes = createKubernetes({ cluster: "east", access: { kubeconfig }, clock: hurriedClock });
  return {
    ...kubernetes,
    async dispose() {
      kubernetes.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): true {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
}

export const statusBody = (code: number, reason: string, message: string, details?: object) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  message,
  reason,
  code,
  details,
});

/**
 * A server with discovery of the core kinds alone, whose every other answer a test scripts. Kinds that the script
 * leaves alone have an empty list and a watch that stays silent.
 */
export function serveKubernetes(script: FakeAnswer) {
  return serve((request, response) => {
    const url = new URL(request.url ?? "/", "http://fake");
    if (script(url, request, response)) return;
    if (url.pathname === "/apis") return void sendJson(response, { kind: "APIGroupList", groups: [] });
    if (url.pathname === "/api/v1") return void sendJson(response, { resources: coreResources });
    if (url.searchParams.has("watch")) return void response.writeHead(200).flushHeaders();
    sendJson(response, { kind: "List", apiVersion: "v1", metadata: { resourceVersion: "1" }, items: [] });
  });
}

const coreResources = [
  { name: "namespaces", kind: "Namespace", namespaced: false },
  { name: "nodes", kind: "Node", namespaced: false },
  { name: "services", kind: "Service", namespaced: true },
  { name: "pods", kind: "Pod", namespaced: true },
].map((resource) => ({ ...resource, verbs: ["list", "watch"] }));
