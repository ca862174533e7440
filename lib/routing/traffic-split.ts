import { z } from "zod";

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const nameSchema = z.string().regex(dnsLabel, "use a Kubernetes name: a-z, 0-9 and -, at most 63 characters");

export const splitDestinationSchema = z.object({
  /** Subset of the DestinationRule, or the backend Service of an HTTPRoute. */
  name: nameSchema,
  /** What the subset's pods have beyond the service's selector; only for a subset that is to be made. */
  labels: z.record(z.string(), z.string()).default({}),
  weightPercent: z
    .int("use a whole percentage")
    .min(0, "a weight is at least 0")
    .max(100, "a weight is at most 100"),
});

export const trafficSplitIntentSchema = z
  .object({
    api: z.enum(["istio", "gateway"]),
    service: z.object({ namespace: nameSchema, name: nameSchema }),
    /** Only the requests to this service port; absent for all ports. HTTPRoutes always need one. */
    port: z.int().min(1).max(65_535).optional(),
    destinations: z.array(splitDestinationSchema).min(1, "name at least one destination"),
  })
  .superRefine((intent, context) => {
    const names = intent.destinations.map(({ name }) => name);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) {
        context.addIssue({
          code: "custom",
          path: ["destinations", index, "name"],
          message: `${name} is named twice: join the two weights`,
        });
      }
    });
    const sum = intent.destinations.reduce((total, { weightPercent }) => total + weightPercent, 0);
    if (sum !== 100) {
      const difference = 100 - sum;
      context.addIssue({
        code: "custom",
        path: ["destinations"],
        message: `the weights add up to ${sum}, not 100: ${
          difference > 0 ? `give ${difference} more to a destination` : `take ${-difference} away`
        }`,
      });
    }
    if (intent.api === "gateway" && intent.port === undefined) {
      context.addIssue({
        code: "custom",
        path: ["port"],
        message: "an HTTPRoute needs the service's port",
      });
    }
  });

/** How a service's requests are to be shared between its versions. */
export type TrafficSplitIntent = z.infer<typeof trafficSplitIntentSchema>;
