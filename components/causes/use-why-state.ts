"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { readSymptom } from "@/lib/causes/asked";
import type { ObservedSymptom } from "./router-types";
import { edgeFromTexts, type AskedSymptom } from "./why-params";

const parsers = {
  source: parseAsString.withDefault(""),
  destination: parseAsString.withDefault(""),
  proxy: parseAsString.withDefault(""),
  // Texts, so that one which is no status is said and not dropped.
  code: parseAsString,
  flag: parseAsString,
  details: parseAsString.withDefault(""),
  reporter: parseAsStringLiteral(["source", "destination", "unknown"]).withDefault("unknown"),
  protocol: parseAsStringLiteral(["http", "grpc", "tcp", "unknown"]).withDefault("unknown"),
  grpc: parseAsString,
  from: parseAsString,
  to: parseAsString,
};

const noSymptom = {
  code: null,
  flag: null,
  details: null,
  reporter: null,
  protocol: null,
  grpc: null,
  from: null,
  to: null,
};

function textsOf({ grpcStatus, ...symptom }: AskedSymptom) {
  return {
    code: `${symptom.code}`,
    flag: symptom.flag,
    details: symptom.details === "" ? null : symptom.details,
    reporter: symptom.reporter,
    protocol: symptom.protocol,
    grpc: grpcStatus === undefined ? null : `${grpcStatus}`,
  };
}

/** Edge and symptom in the URL. */
export function useWhyState() {
  const [state, setState] = useQueryStates(parsers, { history: "push" });
  const { source, destination, proxy, code, flag, details, reporter, protocol, grpc, from, to } = state;
  const { problems, ...read } = readSymptom({ code, flag, grpc });
  const edge = edgeFromTexts({ source, destination, proxy });
  const asked: AskedSymptom | undefined =
    read.code === undefined
      ? undefined
      : {
          code: read.code,
          flag: read.flag,
          details,
          reporter,
          protocol,
          ...(read.grpcStatus === undefined ? {} : { grpcStatus: read.grpcStatus }),
          ...(from === null ? {} : { from }),
          ...(to === null ? {} : { to }),
        };
  return {
    texts: { source, destination, proxy },
    edge,
    asked,
    /** What of the URL's texts is no symptom. */
    problems,
    /** What the URL says of status and flag, right or wrong. */
    typed: { code, flag },
    // A symptom without an edge waited for it; the symptom of another edge has nothing to say here.
    setEdge: (next: { readonly source: string; readonly destination: string; readonly proxy: string }) =>
      void setState({ ...next, ...(edge === undefined ? {} : noSymptom) }),
    /** The call of a row that fails, and its symptom. */
    open: (row: ObservedSymptom) => {
      const symptom = askedFrom(row);
      const { from: source = "", to: destination = "" } = symptom;
      void setState({ ...textsOf(symptom), source, destination, proxy: null, from: source, to: destination });
    },
    ask: (next: AskedSymptom) =>
      void setState({ ...textsOf(next), from: next.from ?? null, to: next.to ?? null }),
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
