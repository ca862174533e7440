import { z } from "zod";

const serverInfoSchema = z.looseObject({
  version: z.string().default(""),
  state: z.string().default("LIVE"),
  uptime_current_epoch: z.string().default(""),
  uptime_all_epochs: z.string().default(""),
  hot_restart_version: z.string().default(""),
  command_line_options: z
    .looseObject({
      concurrency: z.number().optional(),
      restart_epoch: z.number().optional(),
      log_level: z.string().optional(),
      component_log_level: z.string().optional(),
      drain_time: z.string().optional(),
      parent_shutdown_time: z.string().optional(),
      drain_strategy: z.string().optional(),
    })
    .default({}),
});

const certSchema = z.looseObject({
  serial_number: z.string().default(""),
  subject_alt_names: z.array(z.record(z.string(), z.string())).default([]),
  valid_from: z.string().default(""),
  expiration_time: z.string().default(""),
});
const certsSchema = z.looseObject({
  certificates: z
    .array(
      z.looseObject({
        ca_cert: z.array(certSchema).default([]),
        cert_chain: z.array(certSchema).default([]),
      }),
    )
    .default([]),
});

export type ServerInfo = {
  /** Envoy's version, `1.38.3`. */
  readonly version: string;
  readonly revision: string;
  /** LIVE, DRAINING, PRE_INITIALIZING or INITIALIZING. */
  readonly state: string;
  readonly uptimeMs?: number;
  /** Since the first epoch; longer than `uptimeMs` after a hot restart. */
  readonly allEpochsMs?: number;
  readonly concurrency?: number;
  /** How often it was restarted in place; 0 is the first start. */
  readonly restartEpoch?: number;
  /** Restarting in place is turned off. */
  readonly isHotRestartOff: boolean;
  /** Log levels that it was started with; somebody may have changed them since, which Envoy tells only to a POST. */
  readonly logLevel?: string;
  readonly componentLogLevel?: string;
  readonly drainMs?: number;
  /** `Immediate` or `Gradual`. */
  readonly drainStrategy?: string;
};

/** Memory of an Envoy's heap, in bytes. */
export type MemoryFacts = {
  readonly allocatedBytes?: number;
  readonly heapBytes?: number;
  readonly physicalBytes?: number;
};

const bytesSchema = z.coerce.number().min(0).optional();
const memorySchema = z.looseObject({
  allocated: bytesSchema,
  heap_size: bytesSchema,
  total_physical_bytes: bytesSchema,
});

/** Envoy's `/memory`; undefined when it is none. */
export function memoryFromPage(page: unknown): MemoryFacts | undefined {
  const parsed = memorySchema.safeParse(page);
  if (!parsed.success) return undefined;
  const { allocated, heap_size: heap, total_physical_bytes: physical } = parsed.data;
  return {
    ...(allocated === undefined ? {} : { allocatedBytes: allocated }),
    ...(heap === undefined ? {} : { heapBytes: heap }),
    ...(physical === undefined ? {} : { physicalBytes: physical }),
  };
}

export type CertFact = {
  readonly kind: "chain" | "authority";
  readonly serial: string;
  readonly subjectAltNames: readonly string[];
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
};

/** Envoy's `/server_info`; undefined when it is none. LIVE is the default that protobuf JSON leaves out. */
export function serverInfoFromPage(page: unknown): ServerInfo | undefined {
  const parsed = serverInfoSchema.safeParse(page);
  if (!parsed.success) return undefined;
  const { version, state, command_line_options: options } = parsed.data;
  const [revision = "", release = ""] = version.split("/");
  return {
    version: release,
    revision,
    state,
    isHotRestartOff: parsed.data.hot_restart_version === "disabled",
    ...present("uptimeMs", secondsMs(parsed.data.uptime_current_epoch)),
    ...present("allEpochsMs", secondsMs(parsed.data.uptime_all_epochs)),
    ...present("concurrency", options.concurrency),
    ...present("restartEpoch", options.restart_epoch),
    ...present("logLevel", options.log_level),
    ...present("componentLogLevel", options.component_log_level),
    ...present("drainMs", secondsMs(options.drain_time)),
    ...present("drainStrategy", options.drain_strategy),
  };
}

function secondsMs(text: string | undefined): number | undefined {
  const seconds = /^(\d+)s$/.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  // A computed key widens to any string; it is K here.
  return (value === undefined || value === "" ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

/** The certificates in use, each once: Envoy repeats them per TLS context. undefined when the page is none. */
export function certsFromPage(page: unknown): readonly CertFact[] | undefined {
  const parsed = certsSchema.safeParse(page);
  if (!parsed.success) return undefined;
  const facts = new Map<string, CertFact>();
  for (const { ca_cert, cert_chain } of parsed.data.certificates) {
    for (const cert of cert_chain) facts.set(`chain ${cert.serial_number}`, factFrom("chain", cert));
    for (const cert of ca_cert) facts.set(`authority ${cert.serial_number}`, factFrom("authority", cert));
  }
  return [...facts.values()];
}

function factFrom(kind: CertFact["kind"], cert: z.infer<typeof certSchema>): CertFact {
  const notBeforeMs = Date.parse(cert.valid_from);
  const notAfterMs = Date.parse(cert.expiration_time);
  return {
    kind,
    serial: cert.serial_number,
    subjectAltNames: cert.subject_alt_names.flatMap((name) => Object.values(name)),
    ...(Number.isNaN(notBeforeMs) ? {} : { notBeforeMs }),
    ...(Number.isNaN(notAfterMs) ? {} : { notAfterMs }),
  };
}
