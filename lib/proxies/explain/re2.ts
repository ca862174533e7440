import { RE2JS } from "re2js";

const compiled = new Map<string, RE2JS | undefined>();
const mostKept = 2000;

/**
 * Whether `regex` (RE2 syntax) matches the whole of `value`, as Envoy's safe_regex does; undefined for an expression that
 * RE2 refuses. Runs in linear time, whatever the expression.
 */
export function fullMatch(regex: string, value: string): boolean | undefined {
  return compile(regex)?.matches(value);
}

/** What the groups of a whole match hold, in order; undefined without a match. */
export function captured(regex: string, value: string): readonly string[] | undefined {
  const matcher = compile(regex)?.matcher(value);
  if (matcher === undefined || !matcher.matches()) return undefined;
  return Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? "");
}

/** `value` with every match replaced; `\1` in `substitution` is the first group, as in RE2. */
export function replaceAll(regex: string, value: string, substitution: string): string | undefined {
  const pattern = compile(regex);
  if (pattern === undefined) return undefined;
  const javaStyle = substitution
    .replaceAll("$", "$$$$")
    .replaceAll(/\\(\d)/g, "$$$1")
    .replaceAll("\\\\", "\\");
  try {
    return pattern.matcher(value).replaceAll(javaStyle);
  } catch {
    return undefined;
  }
}

function compile(regex: string): RE2JS | undefined {
  if (compiled.has(regex)) return compiled.get(regex);
  if (compiled.size >= mostKept) compiled.clear();
  let pattern: RE2JS | undefined;
  try {
    pattern = RE2JS.compile(regex);
  } catch {
    pattern = undefined;
  }
  compiled.set(regex, pattern);
  return pattern;
}
