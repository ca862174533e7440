import { celEnvironment, urlFault } from "@/lib/config/schema/cel-environment";
import { celValue } from "@/lib/config/schema/cel-value";
import type { CelRule, JsonSchema } from "@/lib/config/schema/json-schema";
import { printValue, type SchemaProblem } from "@/lib/config/schema/schema-problem";

type Program = ReturnType<typeof celEnvironment.parse>;
const programs = new Map<string, Program | undefined>();

/** A rule that can't be read here has no program: the dry run asks it. */
function programOf(rule: string): Program | undefined {
  if (!programs.has(rule)) {
    try {
      programs.set(rule, celEnvironment.parse(rule));
    } catch {
      programs.set(rule, undefined);
    }
  }
  return programs.get(rule);
}

/** Failures that lie in the value, which the API server refuses too; any other failure may be ours. */
const failures: Readonly<Record<string, string>> = {
  int_conversion_error: "type conversion error from 'string' to 'int'",
  double_conversion_error: "type conversion error from 'string' to 'double'",
  no_such_key: "no such key",
  invalid_duration: "type conversion error from 'string' to 'google.protobuf.Duration'",
};

type Outcome = { readonly holds: true } | { readonly holds: false; readonly words: string } | undefined;

function outcomeOf({ rule, message, messageExpression }: CelRule, self: unknown): Outcome {
  // A transition rule needs the old object.
  if (/\boldSelf\b/.test(rule)) return undefined;
  const words = message?.trim() ?? `failed rule: ${rule.trim()}`;
  try {
    const result: unknown = programOf(rule)?.({ self });
    if (result === true) return { holds: true };
    if (result !== false) return undefined;
    return { holds: false, words: expressed(messageExpression, self) ?? words };
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
    const failure = failures[code] ?? urlFailure(error);
    return failure === undefined
      ? undefined
      : { holds: false, words: `${failure} evaluating rule: ${words}` };
  }
}

function urlFailure(error: unknown): string | undefined {
  return error instanceof Error && error.message.includes(urlFault) ? urlFault : undefined;
}

function expressed(expression: string | undefined, self: unknown): string | undefined {
  if (expression === undefined) return undefined;
  try {
    const text: unknown = programOf(expression)?.({ self });
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What the CEL rules at one schema node say against its value (defaults filled in). A rule that can't be evaluated here
 * says nothing: the server-side dry run asks all of them.
 */
export function ruleProblems(schema: JsonSchema, value: unknown, path: string): readonly SchemaProblem[] {
  const rules = schema["x-kubernetes-validations"];
  if (rules === undefined || rules.length === 0) return [];
  const self = celValue(schema, value);
  return rules.flatMap((rule): readonly SchemaProblem[] => {
    const outcome = outcomeOf(rule, self);
    if (outcome === undefined || outcome.holds) return [];
    const at = rule.fieldPath === undefined ? path : path + rule.fieldPath;
    const message = `Invalid value: ${printValue(value)}: ${outcome.words}`;
    return [{ code: "rule", path: at, message, params: { words: outcome.words }, isStructural: false }];
  });
}
