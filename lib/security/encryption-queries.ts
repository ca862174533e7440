import { escapePromString, oneOf } from "@/lib/telemetry/istio/selector";
import type { PromQuery, SamplesByKey } from "@/lib/telemetry/prom-query";
import { promDuration } from "@/lib/telemetry/rate-window";
import type { Sample } from "@/lib/telemetry/series";

export type EncryptionKey = "requests" | "bytes" | "plainRequests" | "plainBytes";

const destination = "destination_workload_namespace, destination_workload";
const source = "source_workload_namespace, source_workload";
const policy = "connection_security_policy";

function inNamespaces(namespaces: readonly string[]): string {
  if (namespaces.length === 0) return "";
  const { label, op, value } = oneOf("destination_workload_namespace", namespaces);
  return `${label}${op}"${escapePromString(value)}",`;
}

/**
 * How connections arrive at the workloads of a scope, and who comes in plain text: four instant queries whatever the
 * number of namespaces. Only the server's side knows, so the callers' own reports are left out.
 */
export function encryptionQueries(
  namespaces: readonly string[],
  windowMs: number,
): readonly PromQuery<EncryptionKey>[] {
  const rate = (metric: string, matcher: string): string =>
    `rate(${metric}{${inNamespaces(namespaces)}reporter!="source",${policy}=~"${matcher}"}[${promDuration(windowMs)}])`;
  const requests = "istio_requests_total";
  const bytes = "istio_tcp_received_bytes_total";
  return [
    {
      key: "requests",
      promql: `sum by (${destination}, ${policy}) (${rate(requests, "mutual_tls|none")}) > 0`,
      purpose: "requests with mTLS and without, by workload",
    },
    {
      key: "bytes",
      promql: `sum by (${destination}, ${policy}) (${rate(bytes, "mutual_tls|none")}) > 0`,
      purpose: "TCP bytes with mTLS and without, by workload",
    },
    {
      key: "plainRequests",
      promql: `sum by (${destination}, ${source}) (${rate(requests, "none")}) > 0`,
      purpose: "callers that send requests in plain text",
    },
    {
      key: "plainBytes",
      promql: `sum by (${destination}, ${source}) (${rate(bytes, "none")}) > 0`,
      purpose: "callers that open connections in plain text",
    },
  ];
}

/** A caller whose requests or bytes came in plain text; the name is absent for one that is not in the mesh. */
export type PlaintextCaller = {
  readonly namespace?: string;
  readonly workload?: string;
  readonly requestsPerSecond?: number;
  readonly bytesPerSecond?: number;
};

/** How a workload was reached in the window. */
export type Encryption = {
  /** Share of the requests, or of the bytes of a workload without any requests, that came by mTLS. */
  readonly mtlsRatio?: number;
  readonly measuredBy?: "requests" | "bytes";
  /** What the ratio is a share of, in requests or bytes per second. */
  readonly perSecond?: number;
  /** Busiest first; absent while it is unknown who they are. */
  readonly plaintext?: readonly PlaintextCaller[];
};

const workloadOf = ({ labels }: Sample): string =>
  `${labels["destination_workload_namespace"] ?? ""}/${labels["destination_workload"] ?? ""}`;

/**
 * What was measured by `namespace/workload`; undefined while requests or bytes are unknown, so that nothing is called
 * encrypted for want of data. A workload that is missing in the answer had no traffic.
 */
export function encryptionByWorkload(
  samples: SamplesByKey<EncryptionKey>,
): ReadonlyMap<string, Encryption> | undefined {
  if (samples.requests === undefined || samples.bytes === undefined) return undefined;
  const requests = sharesOf(samples.requests);
  const bytes = sharesOf(samples.bytes);
  const callers = plaintextOf(samples);
  const keys = new Set([...requests.keys(), ...bytes.keys()]);
  return new Map(
    [...keys].map((key): readonly [string, Encryption] => {
      const share = requests.get(key) ?? bytes.get(key);
      const measuredBy = requests.has(key) ? "requests" : "bytes";
      return [
        key,
        {
          ...(share === undefined ? {} : { ...share, measuredBy }),
          ...(callers === undefined ? {} : { plaintext: callers.get(key) ?? [] }),
        },
      ];
    }),
  );
}

type Share = { readonly mtlsRatio: number; readonly perSecond: number };

function sharesOf(samples: readonly Sample[]): ReadonlyMap<string, Share> {
  const sums = new Map<string, { mutual: number; total: number }>();
  for (const sample of samples) {
    const sum = sums.get(workloadOf(sample)) ?? { mutual: 0, total: 0 };
    sums.set(workloadOf(sample), sum);
    sum.total += sample.value ?? 0;
    if (sample.labels[policy] === "mutual_tls") sum.mutual += sample.value ?? 0;
  }
  return new Map(
    [...sums].flatMap(([key, { mutual, total }]) =>
      total > 0 ? [[key, { mtlsRatio: mutual / total, perSecond: total }] as const] : [],
    ),
  );
}

type Caller = { -readonly [K in keyof PlaintextCaller]: PlaintextCaller[K] };

function plaintextOf(
  samples: SamplesByKey<EncryptionKey>,
): ReadonlyMap<string, readonly PlaintextCaller[]> | undefined {
  if (samples.plainRequests === undefined || samples.plainBytes === undefined) return undefined;
  const byWorkload = new Map<string, Map<string, Caller>>();
  const add = (list: readonly Sample[] | undefined, field: "requestsPerSecond" | "bytesPerSecond"): void => {
    for (const sample of list ?? []) {
      const callers = byWorkload.get(workloadOf(sample)) ?? new Map<string, Caller>();
      byWorkload.set(workloadOf(sample), callers);
      const { source_workload: workload, source_workload_namespace: namespace } = sample.labels;
      const isKnown = workload !== undefined && workload !== "" && workload !== "unknown";
      const key = isKnown ? `${namespace ?? ""}/${workload}` : "";
      const caller = callers.get(key) ?? (isKnown ? { workload, namespace: namespace ?? "" } : {});
      callers.set(key, { ...caller, [field]: (caller[field] ?? 0) + (sample.value ?? 0) });
    }
  };
  add(samples.plainRequests, "requestsPerSecond");
  add(samples.plainBytes, "bytesPerSecond");
  const weight = (caller: PlaintextCaller): number => caller.requestsPerSecond ?? 0;
  return new Map(
    [...byWorkload].map(([key, callers]) => [
      key,
      [...callers.values()].toSorted((left, right) => weight(right) - weight(left)),
    ]),
  );
}
