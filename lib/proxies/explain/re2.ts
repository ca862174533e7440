import { RE2JS } from "re2js";
import { RecentValues } from "@/lib/proxies/explain/recent-values";
import { holdsLiterals, literalsOf, type RegexLiterals } from "@/lib/proxies/explain/regex-literals";

const compiled = new RecentValues<RE2JS | undefined>(2000);
const literals = new RecentValues<RegexLiterals>(20_000);

/**
 * Whether `regex` (RE2 syntax) matches the whole of `value`, as Envoy's safe_regex does; undefined for an expression that
 * RE2 refuses, unless texts that any match would need already rule it out. Runs in linear time, whatever the expression.
 */
export function fullMatch(regex: string, value: string): boolean | undefined {
  // Tables have thousands of expressions, and to compile one takes a thousand times longer than to look for its texts.
  if (!holdsLiterals(literals.get(regex, literalsOf), value)) return false;
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
  return compiled.get(regex, () => {
    try {
      return RE2JS.compile(regex);
    } catch {
      return undefined;
    }
  });
}
