/** An error in Prometheus's own words. `bad_data` is the caller's (HTTP 400), `execution` the query's (HTTP 422). */
export class PromqlError extends Error {
  readonly errorType: "bad_data" | "execution";

  constructor(errorType: "bad_data" | "execution", message: string) {
    super(message);
    this.name = "PromqlError";
    this.errorType = errorType;
  }
}

/** A parse error with its place, `1:5: parse error: …`; `offset` counts characters from the start of the query. */
export function parseError(query: string, offset: number, message: string): PromqlError {
  return new PromqlError("bad_data", `${positionOf(query, offset)}: parse error: ${message}`);
}

export function executionError(message: string): PromqlError {
  return new PromqlError("execution", message);
}

/** `line:column`, both from 1. */
export function positionOf(query: string, offset: number): string {
  const lines = query.slice(0, offset).split("\n");
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
