import "@/lib/browser-zod";
import { z } from "zod";

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export const nameSchema = z
  .string()
  .regex(dnsLabel, "use a Kubernetes name: a-z, 0-9 and -, at most 63 characters");

/** What every routing intent says: the API that holds it, the service, and one of its ports or all (absent). */
export const routingFields = {
  api: z.enum(["istio", "gateway"]),
  service: z.object({ namespace: nameSchema, name: nameSchema }),
  /** Only the requests to this service port; absent for all ports. Routes of Gateway API always need one. */
  port: z.int().min(1).max(65_535).optional(),
};

export const destinationSchema = z.object({
  /** Subset of the DestinationRule, or the backend Service of an HTTPRoute. */
  name: nameSchema,
  /** What the subset's pods have beyond the service's selector; only for a subset that is to be made. */
  labels: z.record(z.string(), z.string()).default({}),
  /** Istio only: `service` when the name is a Service of the same namespace and no subset. */
  backend: z.enum(["subset", "service"]).optional(),
});
export type IntentDestination = z.infer<typeof destinationSchema>;

export const weightedDestinationSchema = destinationSchema.extend({
  weightPercent: z
    .int("use a whole percentage")
    .min(0, "a weight is at least 0")
    .max(100, "a weight is at most 100"),
});
export type WeightedIntentDestination = z.infer<typeof weightedDestinationSchema>;

/** A share of requests. Envoy counts in millionths, so more than four decimals would be lost. */
export const percentSchema = z
  .number()
  .min(0, "a percentage is at least 0")
  .max(100, "a percentage is at most 100")
  .refine((percent) => Math.round(percent * 10_000) / 10_000 === percent, "use at most four decimals");

const longestMs = 86_400_000;

/** A time in whole milliseconds; Istio knows no shorter one. */
export const durationMsSchema = z
  .int("use whole milliseconds")
  .min(1, "the shortest time is 1 ms; leave the field empty for the default")
  .max(longestMs, "the longest time is 24 h (86400000 ms)");

/** The name of a route, as it stands in access logs. */
export const routeNameSchema = z
  .string()
  .max(253, "a route's name has at most 253 characters")
  .regex(/^[^\p{Cc}]*$/u, "leave out line breaks and control characters");

type Issues = {
  readonly addIssue: (issue: { code: "custom"; path: PropertyKey[]; message: string }) => void;
};

/** Reports `message` at `path` of the intent. */
export function refuse(context: Issues, path: readonly PropertyKey[], message: string): void {
  context.addIssue({ code: "custom", path: [...path], message });
}

/** Each destination once, and weights that share 100. */
export function refineWeights(
  destinations: readonly WeightedIntentDestination[],
  context: Issues,
  field = "destinations",
): void {
  const names = destinations.map(({ name, backend }) => `${backend ?? ""}/${name}`);
  names.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    const shown = destinations[index]?.name ?? "";
    refuse(context, [field, index, "name"], `${shown} is named twice: join the two weights`);
  });
  const sum = destinations.reduce((total, { weightPercent }) => total + weightPercent, 0);
  if (sum === 100) return;
  const difference = 100 - sum;
  const wayOut = difference > 0 ? `give ${difference} more to a destination` : `take ${-difference} away`;
  refuse(context, [field], `the weights add up to ${sum}, not 100: ${wayOut}`);
}

/** Gateway API's routes name the port of their backends. */
export function refineGatewayPort(
  intent: { readonly api: string; readonly port?: number | undefined },
  context: Issues,
): void {
  if (intent.api === "gateway" && intent.port === undefined) {
    refuse(context, ["port"], "an HTTPRoute needs the service's port");
  }
}

/** Istio's destinations are subsets or services, Gateway API's are always services. */
export function refineBackends(
  api: string,
  destinations: readonly IntentDestination[],
  context: Issues,
  pathOf: (index: number) => readonly PropertyKey[],
): void {
  destinations.forEach(({ backend }, index) => {
    if (api !== "gateway" || backend === undefined) return;
    refuse(
      context,
      [...pathOf(index), "backend"],
      "a backend of an HTTPRoute is always a Service: leave this out",
    );
  });
}

/** Gateway API's rule names are DNS names; Istio's may be anything. */
export function refineRouteName(
  intent: { readonly api: string; readonly name: string },
  context: Issues,
): void {
  if (intent.api === "gateway" && intent.name !== "" && !dnsSubdomain.test(intent.name)) {
    refuse(context, ["name"], "a rule of an HTTPRoute is named with a-z, 0-9, - and .");
  }
}
