import { z } from "zod";
import { weekdays } from "@/lib/changes/freeze";
import { defaultFaultPolicy } from "@/lib/faults/exclusions";
import { notificationEvents, notificationFormats, signedFormats } from "@/lib/delivery/notification-channel";
import { locales } from "@/lib/i18n/locales";
import { defaultSnapshotPolicy } from "@/lib/proxies/snapshot-policy";
import { defaultScrapeMs } from "@/lib/telemetry/rate-window";
import { parseDurationMs } from "@/lib/xds/duration";

/** `${ENV}` always gives text, so numbers and booleans are also taken as text. */
const numeric = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value), schema);
const boolean = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
);

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "a name has lower-case letters, digits, dots and dashes");
const httpUrl = z.url({ protocol: /^https?$/, error: "an address like http://host:port is needed" });
const port = numeric(z.int().min(1).max(65_535));

const scrapeInterval = "a scrape interval from 100ms to 5m is needed, for example 15s";
/** Milliseconds, from a number of them or a duration like "15s". */
export const scrapeIntervalSchema = numeric(
  z.preprocess(
    (value) => (typeof value === "string" ? (parseDurationMs(value) ?? value) : value),
    z.number(scrapeInterval).min(100, scrapeInterval).max(300_000, scrapeInterval),
  ),
);

const syncInterval = "an interval from 1s to 5m is needed, for example 5s";
const syncIntervalSchema = numeric(
  z.preprocess(
    (value) => (typeof value === "string" ? (parseDurationMs(value) ?? value) : value),
    z.number(syncInterval).min(1000, syncInterval).max(300_000, syncInterval),
  ),
);

const tls = z.strictObject({
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  serverName: z.string().optional(),
  insecureSkipVerify: boolean.optional(),
});

/** How a request to an HTTP source is let in. */
const http = {
  headers: z.record(z.string(), z.string()).optional(),
  bearerTokenFile: z.string().optional(),
  tls: tls.optional(),
};

const kubernetes = z
  .strictObject({
    kubeconfig: z.string().optional(),
    context: z.string().optional(),
    inCluster: boolean.optional(),
  })
  .refine((value) => value.inCluster !== true || value.kubeconfig === undefined, {
    message: "inCluster and kubeconfig exclude each other",
    path: ["inCluster"],
  });

const istiod = z
  .strictObject({
    access: z.enum(["podProxy", "portForward", "direct"]).default("portForward"),
    url: z
      .union(
        [httpUrl, z.array(z.union([httpUrl, z.strictObject({ name: z.string(), url: httpUrl })]))],
        "an address is needed, or a list with an address (or name and url) per replica",
      )
      .optional(),
    namespace: z.string().default("istio-system"),
    /** How often each replica is asked where proxies stand, while somebody looks; in ms once read. */
    syncInterval: syncIntervalSchema.default(5000),
    ...http,
  })
  .refine((value) => value.access !== "direct" || value.url !== undefined, {
    message:
      "access direct needs the address of istiod's debug port, for example http://istiod.istio-system:15014",
    path: ["url"],
  });

const envoy = z.strictObject({
  access: z.enum(["portForward", "direct"]).default("portForward"),
  port: port.default(15_000),
  url: z
    .string()
    .regex(/^https?:\/\/.*(\{podIP\}|\{pod\})/, "the address must contain {podIP} or {pod}")
    .default("http://{podIP}:15000"),
});

const prometheus = z.strictObject({
  url: httpUrl,
  ...http,
  scope: z.record(z.string(), z.string()).optional(),
  /** How often this Prometheus scrapes the mesh; in ms once read. */
  scrapeInterval: scrapeIntervalSchema.default(defaultScrapeMs),
});

const jaeger = z.strictObject({
  url: httpUrl,
  api: z.enum(["auto", "v3", "legacy"]).default("auto"),
  ...http,
});

const cluster = z.strictObject({
  name,
  kubernetes: kubernetes.prefault({}),
  istiod: istiod.prefault({}),
  envoy: envoy.prefault({}),
  prometheus: prometheus.optional(),
  jaeger: jaeger.optional(),
});

const server = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: port.default(7717),
  basePath: z.string().regex(/^\//, "a base path begins with /").default("/"),
  /** Names beside the loopback ones under which browsers may reach the console. */
  allowedHosts: z.array(z.string()).default([]),
  /** Where people reach the console, base path included, for links in messages. */
  publicUrl: httpUrl.optional(),
});

const auth = z
  .strictObject({ mode: z.enum(["anonymous", "token", "oidc"]).default("anonymous") })
  .refine((value) => value.mode !== "oidc", {
    message: "this version does not have oidc yet; use token (the person's Kubernetes token) or anonymous",
    path: ["mode"],
  });

const database = z.strictObject({
  url: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, "file:… or postgresql://… is needed")
    .default("file:./data/heddle.db"),
});

const scoped = {
  clusters: z.array(name).optional(),
  namespaces: z.array(z.string()).optional(),
};
const instant = z.iso.datetime({ offset: true, error: "a time like 2026-12-24T00:00:00+08:00 is needed" });
const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day like "16:00" is needed, in quotes');
const timeZone = z.string().refine(isTimeZone, "an IANA time zone like Asia/Shanghai is needed");

const freezeWindow = z
  .strictObject({
    name: z.string().min(1),
    from: instant.optional(),
    to: instant.optional(),
    weekly: z
      .strictObject({ days: z.array(z.enum(weekdays)).min(1), from: clock, to: clock, timeZone })
      .refine(({ from, to }) => from < to, {
        message: "ends before it begins: a night has two entries, one for each day",
        path: ["to"],
      })
      .optional(),
    allowOverride: boolean.default(false),
    ...scoped,
  })
  .refine(({ from, to, weekly }) => from !== undefined || to !== undefined || weekly !== undefined, {
    message: "from and to, or weekly, say when it holds",
  });

/** What the installation demands of changes. */
const changes = z.strictObject({
  /** true, or the reason that people are shown. */
  readOnly: z.union([boolean, z.string()]).default(false),
  freeze: z.array(freezeWindow).default([]),
  approval: z.strictObject({ required: boolean.default(true), ...scoped }).optional(),
});

const faultPattern = z
  .string()
  .regex(
    /^[a-z0-9*][a-z0-9*.-]*(\/[a-z0-9*][a-z0-9*.-]*)?$/,
    "a namespace, or namespace/workload, is needed; * stands for any text",
  );

/** What the installation allows of fault experiments. */
const faults = z.strictObject({
  exclude: z.array(faultPattern).default([...defaultFaultPolicy.exclude]),
  maxMinutes: numeric(
    z
      .int("whole minutes are needed")
      .min(1, "an experiment needs at least one minute")
      .max(defaultFaultPolicy.maxMinutes, "an experiment takes at most 60 minutes"),
  ).default(defaultFaultPolicy.maxMinutes),
  requireBudget: boolean.default(defaultFaultPolicy.requireBudget),
});

/** How much of the proxies' history is kept. */
const snapshots = z.strictObject({
  versionsPerProxy: numeric(
    z.int("a whole number is needed").min(1, "at least one version is needed").max(200, "at most 200"),
  ).default(defaultSnapshotPolicy.versionsPerProxy),
  maxMegabytes: numeric(z.int("whole megabytes are needed").min(16, "at least 16 are needed")).default(
    defaultSnapshotPolicy.maxBytes / 1_048_576,
  ),
});

const notification = z
  .strictObject({
    name: z.string().min(1).max(80),
    format: z.enum(notificationFormats),
    url: httpUrl,
    secret: z.string().min(1, "leave the key out where there is no secret").optional(),
    events: z.array(z.enum(notificationEvents)).min(1).optional(),
    ...scoped,
    locale: z.enum(locales).default("en"),
  })
  .refine(({ format, secret }) => secret === undefined || signedFormats.has(format), {
    message: `messages are signed for ${[...signedFormats].join(", ")} only: leave the secret out`,
    path: ["secret"],
  });

export const configSchema = z
  .strictObject({
    clusters: z
      .array(cluster)
      .min(1, "at least one cluster is needed")
      .refine((list) => new Set(list.map((entry) => entry.name)).size === list.length, {
        message: "two clusters have the same name",
      }),
    server: server.prefault({}),
    auth: auth.prefault({}),
    database: database.prefault({}),
    changes: changes.prefault({}),
    faults: faults.prefault({}),
    snapshots: snapshots.prefault({}),
    notifications: z
      .array(notification)
      .refine((list) => new Set(list.map((entry) => entry.name)).size === list.length, {
        message: "two channels have the same name",
      })
      .default([]),
  })
  .refine((config) => config.changes.approval?.required !== true || config.auth.mode !== "anonymous", {
    message: "two persons can only be told apart when they sign in: set auth.mode to token",
    path: ["changes", "approval"],
  });

export type HeddleConfig = z.infer<typeof configSchema>;
export type ClusterConfig = HeddleConfig["clusters"][number];

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
