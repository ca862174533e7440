import { RE2JS } from "re2js";
import { RecentValues } from "@/lib/proxies/explain/recent-values";
import { holdsLiterals, literalsOf, type RegexLiterals } from "@/lib/proxies/explain/regex-literals";

/** More than a large table has: fewer would be forgotten before the next question comes to them. */
const compiled = new RecentValues<RE2JS | undefined>(5500);
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

/**
 * `value` with every match replaced; `\1` in `substitution` is the first group and `\0` the whole, as in RE2. Undefined for
 * what RE2 refuses. Source: RE2's GlobalReplace.
 */
export function replaceAll(regex: string, value: string, substitution: string): string | undefined {
  const matcher = compile(regex)?.matcher(value);
  const pieces = piecesOf(substitution);
  if (
    matcher === undefined ||
    pieces === undefined ||
    Math.max(0, ...groupsOf(pieces)) > matcher.groupCount()
  ) {
    return undefined;
  }
  let replaced = "";
  let at = 0;
  let lastEnd = -1;
  while (at <= value.length && matcher.find(at)) {
    const [start, end] = [matcher.start(), matcher.end()];
    replaced += value.slice(at, start);
    // Nothing is replaced by an empty match where the last one ended.
    if (start === end && start === lastEnd) {
      const next = value.codePointAt(start);
      const letter = next === undefined ? "" : String.fromCodePoint(next);
      replaced += letter;
      at = start + Math.max(1, letter.length);
      continue;
    }
    replaced += pieces
      .map((piece) => (typeof piece === "string" ? piece : (matcher.group(piece) ?? "")))
      .join("");
    at = end;
    lastEnd = end;
  }
  return replaced + value.slice(at);
}

/** The texts and the numbers of groups of a substitution; undefined for a backslash before anything else. */
function piecesOf(substitution: string): readonly (string | number)[] | undefined {
  const parts = substitution.match(/\\[0-9\\]|[^\\]+/g) ?? [];
  if (parts.join("") !== substitution) return undefined;
  return parts.map((part) => {
    if (!part.startsWith("\\")) return part;
    return part === "\\\\" ? "\\" : Number(part.slice(1));
  });
}

function groupsOf(pieces: readonly (string | number)[]): readonly number[] {
  return pieces.filter((piece) => typeof piece === "number");
}

function compile(regex: string): RE2JS | undefined {
  return compiled.get(regex, () => {
    try {
      return RE2JS.compile(withoutBytes(regex));
    } catch {
      return undefined;
    }
  });
}

/**
 * `\C`, one byte, as any letter: paths are ASCII, and so are nearly all headers. The library does not know it. Inside a
 * class RE2 refuses it, and so does what comes of it here.
 */
function withoutBytes(regex: string): string {
  return regex.includes(String.raw`\C`)
    ? regex.replaceAll(/\\(?:Q.*?(?:\\E|$)|[^])/g, (escape) =>
        escape === String.raw`\C` ? "(?s:.)" : escape,
      )
    : regex;
}
