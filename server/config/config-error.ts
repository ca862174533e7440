import { z } from "zod";
import { nearestKey } from "./nearest-key";

export type ConfigProblem = { readonly path: readonly PropertyKey[]; readonly text: string };

/** A configuration that the server does not start with. The message is what a person reads on stderr. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(
    origin: string,
    problems: readonly ConfigProblem[],
    lineOf: (path: readonly PropertyKey[]) => number | undefined,
  ) {
    const lines = problems.map(({ path, text }) => {
      const line = lineOf(path);
      return `  ${line === undefined ? "" : `line ${line}: `}${[printPath(path), text].filter(Boolean).join(": ")}`;
    });
    super(`${origin} cannot be used:\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** `clusters[0].prometheus.url` */
export function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
    )
    .join("");
}

/** What is wrong and what would be right, one entry per problem. */
export function problemsFromZod(schema: z.ZodType, input: unknown, error: z.ZodError): ConfigProblem[] {
  return error.issues.flatMap((issue): ConfigProblem[] => {
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => ({ path: [...issue.path, key], text: unknownKeyText(key, known) }));
    }
    return [{ path: issue.path, text: valueText(issue, valueAt(input, issue.path)) }];
  });
}

function unknownKeyText(key: string, known: readonly string[]): string {
  const near = nearestKey(key, known);
  return near === undefined
    ? `unknown key; known keys are ${known.join(", ")}`
    : `unknown key; did you mean "${near}"?`;
}

function valueText(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_value") {
    return `${printValue(issue.path, value)} is not allowed; allowed: ${issue.values.map(String).join(", ")}`;
  }
  if (value === undefined) return `missing; ${issue.message}`;
  if (issue.code === "custom") return issue.message;
  return `${printValue(issue.path, value)} is wrong: ${issue.message}`;
}

/** Headers and addresses of databases and of notifications carry secrets. */
function printValue(path: readonly PropertyKey[], value: unknown): string {
  if (path.includes("headers") || path.includes("database")) return "the value";
  if (path[0] === "notifications" && (path.includes("url") || path.includes("secret"))) return "the value";
  return JSON.stringify(value) ?? String(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, part) => (typeof node === "object" && node !== null ? Reflect.get(node, part) : undefined),
    input,
  );
}

function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const inner = unwrap(schema);
  const [head, ...rest] = path;
  if (inner instanceof z.ZodObject) {
    if (head === undefined) return Object.keys(inner.shape);
    const next: unknown = inner.shape[String(head)];
    return next instanceof z.ZodType ? keysAt(next, rest) : [];
  }
  if (inner instanceof z.ZodArray && head !== undefined) return keysAt(inner.element, rest);
  return [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.def.innerType);
  }
  return schema;
}
