/** A failing answer as a proxy reports it. */
export type Symptom = {
  /** HTTP status; 0 is a request that ended without an answer, or a TCP connection. */
  readonly code: number;
  /** Envoy's response flags; empty for "-". */
  readonly flags: readonly string[];
  /** Envoy's `response_code_details`, from an access log. */
  readonly details?: string;
  readonly grpcStatus?: number;
  readonly protocol: "http" | "grpc" | "tcp" | "unknown";
  /** Whose proxy said so; the two sides see different things. */
  readonly reporter: "source" | "destination" | "unknown";
};

/** Flags from the label's text: `UF,URX`, or `-` and the empty text for none. */
export function flagsFromText(text: string): readonly string[] {
  return text
    .split(",")
    .map((flag) => flag.trim())
    .filter((flag) => flag !== "" && flag !== "-");
}

/** `UF,URX`, or `-` for none: as metrics and access logs write it. */
export function printFlags(flags: readonly string[]): string {
  return flags.length === 0 ? "-" : flags.join(",");
}

/** True when one of the flags is in the symptom. */
export function hasFlag(symptom: Symptom, ...flags: readonly string[]): boolean {
  return flags.some((flag) => symptom.flags.includes(flag));
}

/** Whether the status line had been sent before the stream ended. */
export function hasBegun(symptom: Symptom): boolean {
  const isWell = symptom.code > 0 && symptom.code < 400;
  return isWell || detailsSay(symptom, "upstream_reset_after_response_started");
}

/** Whether the details begin with one of the texts; false while they are unknown. */
export function detailsSay(symptom: Symptom, ...prefixes: readonly string[]): boolean {
  const { details } = symptom;
  return details !== undefined && prefixes.some((prefix) => details.startsWith(prefix));
}

/** Flags that an answer of success may carry: nothing was cut, or the caller itself stopped reading. */
const harmless = new Set(["DC", "DR", "DI", "RFCF"]);

/**
 * Whether the answer is a failure: no answer, an HTTP status from 400 on, a gRPC status other than OK, or an answer
 * that began well and was cut: its status stays 200, and only the flag tells.
 */
export function isFailing({
  code,
  flags,
  grpcStatus,
}: Pick<Symptom, "code" | "flags" | "grpcStatus">): boolean {
  if (grpcStatus !== undefined && grpcStatus !== 0) return true;
  if (code >= 400 || (code === 0 && flags.length > 0)) return true;
  return flags.some((flag) => !harmless.has(flag));
}
