import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { startKubernetes, type KubernetesServer } from "@/server/demo/kubernetes/server";
import { createObjectStore, type KubernetesStore } from "@/server/demo/kubernetes/store";

const answerSchema = z.looseObject({
  metadata: z
    .looseObject({ resourceVersion: z.string().optional(), continue: z.string().optional() })
    .optional(),
  items: z.array(manifestSchema.partial({ apiVersion: true, kind: true })).optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .looseObject({
      causes: z
        .array(z.looseObject({ reason: z.string(), message: z.string(), field: z.string().optional() }))
        .optional(),
    })
    .optional(),
});
const eventSchema = z.looseObject({
  type: z.string(),
  object: z.looseObject({ metadata: z.looseObject({ name: z.string().optional() }) }),
});

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: z.infer<typeof answerSchema>;
  readonly object: () => Manifest;
};
export type Ask = {
  readonly method?: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
};
export type WatchEvent = z.infer<typeof eventSchema>;

export type KubernetesFixture = {
  readonly store: KubernetesStore;
  readonly server: KubernetesServer;
  readonly ask: (url: string, ask?: Ask) => Promise<Answer>;
  readonly apply: (url: string, manager: string, body: unknown, query?: string) => Promise<Answer>;
  /** The next events of a watch, one for each call. */
  readonly watch: (url: string) => Promise<{ readonly next: () => Promise<WatchEvent | undefined> }>;
};

export const virtualServices = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices";

/** A VirtualService of the namespace shop with the weights of its two subsets. */
export function splitOf(name: string, v1: number, v2: number, more: Readonly<Record<string, unknown>> = {}) {
  const destination = (subset: string) => ({ host: `${name}.shop.svc.cluster.local`, subset });
  const route = [
    { destination: destination("v1"), weight: v1 },
    { destination: destination("v2"), weight: v2 },
  ];
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace: "shop", ...more },
    spec: { hosts: [`${name}.shop.svc.cluster.local`], http: [{ route }] },
  };
}

async function openLines(response: Response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const next = async (): Promise<WatchEvent | undefined> => {
    for (;;) {
      const end = text.indexOf("\n");
      if (end >= 0) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        return eventSchema.parse(JSON.parse(line));
      }
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return undefined;
      text += decoder.decode(chunk.value, { stream: true });
    }
  };
  return { next };
}

/** A running server with one namespace and nothing else, and short ways to ask it. */
export async function startFixture(objects: readonly Manifest[] = []): Promise<KubernetesFixture> {
  let nowMs = Date.parse("2026-03-02T12:00:00Z");
  const namespace: Manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
  const store = createObjectStore({ nowMs: () => (nowMs += 1_000), objects: [namespace, ...objects] });
  const server = await startKubernetes({ store });
  const ask: KubernetesFixture["ask"] = async (url, { method, body, type, token, headers } = {}) => {
    const response = await fetch(`${server.url}${url}`, {
      method: method ?? "GET",
      headers: {
        authorization: `Bearer ${token ?? server.token}`,
        "user-agent": "kubectl/v1.36",
        ...(body === undefined ? {} : { "content-type": type ?? "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const json: unknown = await response.json();
    return {
      status: response.status,
      headers: response.headers,
      body: answerSchema.parse(json),
      object: () => manifestSchema.parse(json),
    };
  };
  return {
    store,
    server,
    ask,
    apply: (url, manager, body, query = "") =>
      ask(`${url}?fieldManager=${manager}${query}`, {
        method: "PATCH",
        body,
        type: "application/apply-patch+yaml",
      }),
    watch: async (url) => {
      const response = await fetch(`${server.url}${url}`, {
        headers: { authorization: `Bearer ${server.token}` },
      });
      return openLines(response);
    },
  };
}
