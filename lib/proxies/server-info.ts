import { z } from "zod";

const serverInfoSchema = z.looseObject({
  version: z.string().default(""),
  state: z.string().default("LIVE"),
  uptime_current_epoch: z.string().default(""),
  command_line_options: z
    .looseObject({ concurrency: z.number().optional(), restart_epoch: z.number().optional() })
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
  readonly concurrency?: number;
};

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
  const { version, state, uptime_current_epoch: uptime, command_line_options: options } = parsed.data;
  const [revision = "", release = ""] = version.split("/");
  const seconds = /^(\d+)s$/.exec(uptime)?.[1];
  return {
    version: release,
    revision,
    state,
    ...(seconds === undefined ? {} : { uptimeMs: Number(seconds) * 1000 }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
  };
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
