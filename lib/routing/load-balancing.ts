import "@/lib/browser-zod";
import { z } from "zod";
import { durationMsSchema, nameSchema, refuse, routingFields } from "@/lib/routing/intent-fields";

const localitySchema = z
  .string()
  .min(1, "give a locality: region, region/zone or region/zone/subzone")
  .max(253)
  .regex(
    /^(?:[^/*]+(?:\/[^/*]+){0,2}|(?:[^/*]+\/){0,2}\*)$/,
    "write region/zone/subzone; * stands for the rest",
  );
const regionSchema = z
  .string()
  .min(1, "name a region")
  .max(253)
  .regex(/^[^/*]+$/, "a region has no / and no *");

export const consistentHashSchema = z.object({
  on: z.enum(["header", "cookie", "query", "source_ip"]),
  /** Of the header, the cookie or the query parameter; "" for source_ip. */
  name: z.string().max(256).default(""),
  /** Cookie only: its path. */
  path: z.string().max(1024).optional(),
  /** Cookie only: Envoy sets the cookie when it is missing, for this time; 0 for a session cookie. */
  ttlMs: z.int().min(0).max(31_536_000_000).optional(),
  /** Absent for a ring of 1024. */
  ring: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("ring_hash"), minimumRingSize: z.int().min(1).max(8_388_608) }),
      z.object({ kind: z.literal("maglev"), tableSize: z.int().min(2).max(5_000_011) }),
    ])
    .optional(),
});

export const localitySettingSchema = z.object({
  /** `default` is the mesh's; `off` counts every locality alike. */
  mode: z.enum(["default", "failover", "distribute", "off"]),
  failover: z.array(z.object({ from: regionSchema, to: regionSchema })).default([]),
  distribute: z
    .array(
      z.object({
        from: localitySchema,
        /** Whole percentages by locality; together 100. */
        to: z.record(z.string(), z.int().min(1, "leave out a locality that gets nothing").max(100)),
      }),
    )
    .default([]),
  /** Labels, in the order in which they must be equal to the caller's: `topology.kubernetes.io/zone`, `version=v1`. */
  failoverPriority: z.array(z.string().min(1).max(317)).default([]),
});

export const loadBalancingIntentSchema = z
  .object({
    ...routingFields,
    /** Only this subset; absent for the whole service. */
    subset: nameSchema.optional(),
    /** `default` leaves it to the mesh (least_request). */
    algorithm: z.enum([
      "default",
      "round_robin",
      "least_request",
      "random",
      "passthrough",
      "consistent_hash",
    ]),
    consistentHash: consistentHashSchema.optional(),
    locality: localitySettingSchema.default({
      mode: "default",
      failover: [],
      distribute: [],
      failoverPriority: [],
    }),
    /** New endpoints get their share step by step. */
    warmup: z
      .object({
        durationMs: durationMsSchema,
        minimumPercent: z.number().min(0).max(100).optional(),
        aggression: z.number().min(1, "aggression is at least 1").max(1000).optional(),
      })
      .optional(),
  })
  .superRefine((intent, context) => {
    if (intent.api === "gateway") {
      refuse(context, ["api"], "Gateway API has no load balancing settings: use Istio's DestinationRule");
    }
    refineAlgorithm(intent, context);
    refineLocality(intent.locality, context);
  });

/** How requests are shared between the endpoints of a service. */
export type LoadBalancingIntent = z.infer<typeof loadBalancingIntentSchema>;
export type ConsistentHash = z.infer<typeof consistentHashSchema>;
export type LocalitySetting = z.infer<typeof localitySettingSchema>;

type Issues = Parameters<typeof refuse>[0];

function refineAlgorithm(
  intent: Pick<LoadBalancingIntent, "algorithm" | "consistentHash" | "locality" | "warmup">,
  context: Issues,
): void {
  const { algorithm, consistentHash: hash, warmup } = intent;
  if ((algorithm === "consistent_hash") !== (hash !== undefined)) {
    refuse(
      context,
      ["consistentHash"],
      hash === undefined ? "say what the hash is made of" : "only the algorithm consistent_hash has a hash",
    );
  }
  if (hash !== undefined) {
    if ((hash.on === "source_ip") !== (hash.name === "")) {
      const words = hash.on === "source_ip" ? "the source IP has no name: empty this" : `name the ${hash.on}`;
      refuse(context, ["consistentHash", "name"], words);
    }
    if (hash.on !== "cookie" && hash.path !== undefined) {
      refuse(context, ["consistentHash", "path"], "only a cookie has a path");
    }
    if (hash.on !== "cookie" && hash.ttlMs !== undefined) {
      refuse(context, ["consistentHash", "ttlMs"], "only a cookie has a lifetime");
    }
  }
  if (
    warmup !== undefined &&
    algorithm !== "default" &&
    algorithm !== "round_robin" &&
    algorithm !== "least_request"
  ) {
    refuse(context, ["warmup"], "Envoy warms up only with round_robin and least_request");
  }
  if (algorithm === "default" && intent.locality.mode === "default" && warmup === undefined) {
    refuse(context, ["algorithm"], "choose an algorithm, a locality setting or a warm-up");
  }
}

function refineLocality(locality: LocalitySetting, context: Issues): void {
  const { mode, failover, distribute, failoverPriority } = locality;
  const only = (field: "failover" | "distribute" | "failoverPriority", wanted: string) => {
    if (locality[field].length > 0 && mode !== wanted) {
      refuse(context, ["locality", field], `only the mode ${wanted} has this: empty it, or choose ${wanted}`);
    }
  };
  only("failover", "failover");
  only("failoverPriority", "failover");
  only("distribute", "distribute");
  failover.forEach(({ from, to }, index) => {
    if (from === to) {
      refuse(
        context,
        ["locality", "failover", index, "to"],
        "requests can't fail over to the region they are in",
      );
    }
    if (failover.findIndex((other) => other.from === from) !== index) {
      refuse(context, ["locality", "failover", index, "from"], `${from} fails over twice`);
    }
  });
  if (mode === "distribute" && distribute.length === 0) {
    refuse(context, ["locality", "distribute"], "say how the requests of a locality are shared");
  }
  distribute.forEach(({ from, to }, index) => {
    const sum = Object.values(to).reduce((total, percent) => total + percent, 0);
    if (sum !== 100) {
      refuse(context, ["locality", "distribute", index, "to"], `the shares add up to ${sum}, not 100`);
    }
    const wrong = Object.keys(to).find((name) => !localitySchema.safeParse(name).success);
    if (wrong !== undefined) {
      refuse(
        context,
        ["locality", "distribute", index, "to"],
        `${wrong} is no locality: write region/zone/subzone`,
      );
    }
    if (distribute.findIndex((other) => other.from === from) !== index) {
      refuse(context, ["locality", "distribute", index, "from"], `${from} is shared out twice`);
    }
  });
  if (new Set(failoverPriority).size !== failoverPriority.length) {
    refuse(context, ["locality", "failoverPriority"], "a label is named twice");
  }
}
