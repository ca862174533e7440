import { z } from "zod";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { Call, KubernetesSource } from "@/server/ports";
import type { Clock } from "@/server/sources/request";
import type { KubernetesClient } from "./client";
import { collectionPath } from "./paths";

const listSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      type: z.string().catch(""),
      reason: z.string().catch(""),
      message: z.string().catch(""),
      count: z.number().nullish().catch(undefined),
      firstTimestamp: z.string().nullish(),
      lastTimestamp: z.string().nullish(),
      eventTime: z.string().nullish(),
    }),
  ),
});
const limit = 100;

/** Reads of the events about one object, straight from the API server: there are too many of them to be watched. */
export function createEvents(client: KubernetesClient, clock: Clock): Pick<KubernetesSource, "events"> {
  return {
    async events(ref: ObjectRef, call: Call) {
      const path = collectionPath("v1", "events", ref.namespace);
      const fieldSelector = `involvedObject.kind=${ref.kind},involvedObject.name=${ref.name}`;
      const atMs = clock.nowMs();
      const { signal, timeoutMs, purpose } = call;
      const query = { fieldSelector, limit };
      const { data } = await client.requester.json(listSchema, path, { query, signal, timeoutMs });
      const items = data.items.map(({ metadata, type, reason, message, count, ...times }) => {
        const last = Date.parse(times.lastTimestamp ?? times.eventTime ?? times.firstTimestamp ?? "");
        return {
          key: metadata.name,
          type,
          reason,
          message,
          count: count ?? 1,
          ...(Number.isNaN(last) ? {} : { atMs: last }),
        };
      });
      return {
        data: items,
        warnings: [],
        evidence: [
          {
            source: "kubernetes",
            cluster: client.cluster,
            kind: "http",
            request: `GET ${path}?fieldSelector=${fieldSelector}&limit=${limit}`,
            purpose,
            atMs,
            durationMs: clock.nowMs() - atMs,
            rows: items.length,
          },
        ],
      };
    },
  };
}
