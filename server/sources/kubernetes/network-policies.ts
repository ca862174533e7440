import { z } from "zod";
import { manifestSchema } from "@/lib/config/manifest-schema";
import type { Call, KubernetesSource } from "@/server/ports";
import type { Clock } from "@/server/sources/request";
import type { KubernetesClient } from "./client";
import { collectionPath } from "./paths";

const group = "networking.k8s.io/v1";
const limit = 500;
const listSchema = z.object({ items: z.array(z.unknown()) });

/** Reads of NetworkPolicies, straight from the API server: few questions need them, and many consoles may not list them. */
export function createNetworkPolicies(
  client: KubernetesClient,
  clock: Clock,
): Pick<KubernetesSource, "networkPolicies"> {
  return {
    async networkPolicies(namespace: string, call: Call) {
      const path = collectionPath(group, "networkpolicies", namespace);
      const atMs = clock.nowMs();
      const { signal, timeoutMs, purpose } = call;
      const { data } = await client.requester.json(listSchema, path, { query: { limit }, signal, timeoutMs });
      const policies = data.items.flatMap((item) => {
        // A list leaves apiVersion and kind of its items out.
        const own = typeof item === "object" && item !== null ? item : {};
        const parsed = manifestSchema.safeParse({ apiVersion: group, kind: "NetworkPolicy", ...own });
        return parsed.success ? [parsed.data] : [];
      });
      return {
        data: policies,
        warnings: [],
        evidence: [
          {
            source: "kubernetes",
            cluster: client.cluster,
            kind: "http",
            request: `GET ${path}?limit=${limit}`,
            purpose,
            atMs,
            durationMs: clock.nowMs() - atMs,
            rows: policies.length,
          },
        ],
      };
    },
  };
}
