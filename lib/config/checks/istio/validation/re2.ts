const maxLength = 1024;
const maxRepeat = 1000;

/** What RE2 has no word for: looking around and referring back. */
function unsupported(pattern: string): string | undefined {
  const bare = pattern.replace(/\\Q[\s\S]*?(?:\\E|$)/g, "").replace(/\\[^1-9]/g, "");
  if (/\(\?(?:[=!]|<[=!])/.test(bare)) return "RE2 has no lookaround";
  if (/\(\?>/.test(bare)) return "RE2 has no atomic groups";
  return /\\[1-9]/.test(bare) ? "RE2 has no backreferences" : undefined;
}

function repeatsTooOften(pattern: string): boolean {
  return [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].some(([, low, high]) =>
    [low, high].some((bound) => Number(bound ?? 0) > maxRepeat),
  );
}

/** The pattern in JavaScript's spelling, as far as it is needed to see whether it holds together. */
function inJavaScript(pattern: string): string {
  return pattern
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, literal: string) =>
      literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
    )
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?[imsU-]+:/g, "(?:")
    .replace(/\(\?[imsU-]+\)/g, "(?:)");
}

/** What is wrong with an expression that Envoy reads by RE2; undefined when nothing is. */
export function expressionProblem(pattern: string): string | undefined {
  if (pattern === "") return "an expression must not be empty";
  if (pattern.length > maxLength) return `an expression must not be longer than ${maxLength} characters`;
  const missing = unsupported(pattern);
  if (missing !== undefined) return `"${pattern}" is no expression: ${missing}`;
  if (repeatsTooOften(pattern))
    return `"${pattern}" is no expression: it repeats more than ${maxRepeat} times`;
  try {
    new RegExp(inJavaScript(pattern));
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, "") : "";
    return `"${pattern}" is no expression: ${reason}`;
  }
}
