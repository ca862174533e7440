import type { z } from "zod";
import { createRequester, type Answer, type Clock, type Requester } from "@/server/sources/request";
import { connectionFrom, type Connection, type Person } from "./connection";
import type { KubeConfig } from "@kubernetes/client-node";
import { explainKubernetes } from "./explain";
import { collectionPath } from "./paths";
import { listSchema, watchEventSchema } from "./wire";

export type ListPage = z.infer<typeof listSchema>;
export type WatchEvent = z.infer<typeof watchEventSchema>;
export type Collection = { readonly apiVersion: string; readonly plural: string };

export type KubernetesClient = {
  readonly cluster: string;
  readonly connection: Connection;
  readonly requester: Requester;
  readonly listPage: (
    collection: Collection,
    page: { limit: number; continue?: string },
    signal: AbortSignal,
  ) => Promise<Answer<ListPage>>;
  /** Events as they come; ends when the server closes the watch, throws when it breaks. */
  readonly watch: (
    collection: Collection,
    from: { resourceVersion: string; timeoutSeconds: number },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<WatchEvent>>;
};

/** A page of 500 pods is about 5 MiB; managed fields can double that. */
const listMaxBytes = 128 * 1_048_576;
const listTimeoutMs = 30_000;

export function createKubernetesClient(options: {
  readonly cluster: string;
  readonly config: KubeConfig;
  readonly person?: Person;
  readonly clock?: Clock;
}): KubernetesClient {
  const connection = connectionFrom(options.config, options.person);
  const requester = createRequester({
    source: "kubernetes",
    cluster: options.cluster,
    baseUrl: connection.server,
    credentials: connection.credentials,
    explain: explainKubernetes,
    timeoutMs: 15_000,
    // Two dozen watches share this requester: they may all fail in one moment of a rolling API server.
    failureLimit: 40,
    clock: options.clock,
  });
  return {
    cluster: options.cluster,
    connection,
    requester,
    listPage: ({ apiVersion, plural }, page, signal) =>
      requester.json(listSchema, collectionPath(apiVersion, plural), {
        query: { limit: page.limit, continue: page.continue },
        maxBytes: listMaxBytes,
        timeoutMs: listTimeoutMs,
        signal,
      }),
    async watch({ apiVersion, plural }, { resourceVersion, timeoutSeconds }, signal) {
      const { data } = await requester.stream(collectionPath(apiVersion, plural), {
        query: { watch: 1, allowWatchBookmarks: true, resourceVersion, timeoutSeconds },
        maxBytes: Number.POSITIVE_INFINITY,
        signal,
      });
      return eventsFrom(data);
    },
  };
}

/** A watch is one JSON document per line. */
async function* eventsFrom(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim() !== "") yield watchEventSchema.parse(JSON.parse(line));
    }
  }
}
