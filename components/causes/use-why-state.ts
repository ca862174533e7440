"use client";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { flagInfo } from "@/lib/causes/flags";
import type { ObservedSymptom } from "./router-types";
import { edgeFromTexts, type AskedSymptom } from "./why-params";

const parsers = {
  source: parseAsString.withDefault(""),
  destination: parseAsString.withDefault(""),
  proxy: parseAsString.withDefault(""),
  code: parseAsInteger,
  flag: parseAsString.withDefault("-"),
  details: parseAsString.withDefault(""),
  reporter: parseAsStringLiteral(["source", "destination", "unknown"]).withDefault("unknown"),
  protocol: parseAsStringLiteral(["http", "grpc", "tcp", "unknown"]).withDefault("unknown"),
  grpc: parseAsInteger,
  from: parseAsString,
  to: parseAsString,
};

/** Edge and symptom in the URL. */
export function useWhyState() {
  const [state, setState] = useQueryStates(parsers, { history: "push" });
  const { source, destination, proxy, code, flag, details, reporter, protocol, grpc, from, to } = state;
  // A link that knows the flag alone, such as a span's, means the status that goes with it.
  const known = code ?? flagInfo(flag.split(",")[0] ?? "")?.status;
  const asked: AskedSymptom | undefined =
    known === undefined || known < 0 || known > 599
      ? undefined
      : {
          code: known,
          flag,
          details,
          reporter,
          protocol,
          ...(grpc === null ? {} : { grpcStatus: grpc }),
          ...(from === null ? {} : { from }),
          ...(to === null ? {} : { to }),
        };
  return {
    texts: { source, destination, proxy },
    edge: edgeFromTexts({ source, destination, proxy }),
    asked,
    setEdge: (next: { readonly source: string; readonly destination: string; readonly proxy: string }) =>
      void setState({
        ...next,
        code: null,
        flag: null,
        details: null,
        reporter: null,
        protocol: null,
        grpc: null,
        from: null,
        to: null,
      }),
    /** The call of a row that fails, and its symptom. */
    open: (row: ObservedSymptom) => {
      const { grpcStatus, ...symptom } = askedFrom(row);
      const proxy = null;
      void setState({
        ...symptom,
        source: symptom.from ?? "",
        destination: symptom.to ?? "",
        proxy,
        grpc: grpcStatus ?? null,
      });
    },
    ask: (next: AskedSymptom) =>
      void setState({
        code: next.code,
        flag: next.flag,
        details: next.details === "" ? null : next.details,
        reporter: next.reporter,
        protocol: next.protocol,
        grpc: next.grpcStatus ?? null,
        from: next.from ?? null,
        to: next.to ?? null,
      }),
  };
}

/** What is asked of an observed row. */
export function askedFrom(row: ObservedSymptom): AskedSymptom {
  return {
    code: row.code,
    flag: row.flag,
    details: "",
    reporter: row.reporter === "source" ? "source" : "destination",
    protocol: row.protocol,
    ...(row.grpcStatus === undefined ? {} : { grpcStatus: row.grpcStatus }),
    from: row.source,
    to: destinationOf(row),
  };
}

/** The host that was called, or who answered where the metrics have no host. */
export function destinationOf({ host, destination }: ObservedSymptom): string {
  return host === "" || host === "unknown" ? destination : host;
}
