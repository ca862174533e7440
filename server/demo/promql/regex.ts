/** Lower and upper form of a letter, for a character class. */
function bothCases(character: string): string {
  const lower = character.toLowerCase();
  const upper = character.toUpperCase();
  return lower === upper ? character : `${lower}${upper}`;
}

function foldClass(source: string): string {
  return source
    .replace(/([a-z])-([a-z])|([A-Z])-([A-Z])/g, (range) => `${range.toLowerCase()}${range.toUpperCase()}`)
    .replace(/(?<![-\\])[a-zA-Z](?!-)/g, (letter) => bothCases(letter));
}

/** Index behind the character class that begins at `start`. */
function classEnd(source: string, start: number): number {
  let index = start + 1;
  if (source[index] === "^") index += 1;
  if (source[index] === "]") index += 1;
  while (index < source.length && source[index] !== "]") index += source[index] === "\\" ? 2 : 1;
  return index + 1;
}

/**
 * RE2 text as a JavaScript regular expression that must match the whole value. What differs between the two is
 * rewritten: inline flags `(?i)` and `(?i:…)`, `(?P<name>…)`, `\A` and `\z`; `.` matches newlines as in Prometheus.
 */
export function compileRegex(source: string): RegExp {
  let text = "";
  let fold = false;
  const outer: boolean[] = [];
  for (let index = 0; index < source.length;) {
    const character = source[index] ?? "";
    const flags = /^\(\?([ismU]*)(-[ismU]+)?([:)])/.exec(source.slice(index));
    if (character === "\\") {
      const escaped = source.slice(index, index + 2);
      text += escaped === "\\A" ? "^" : escaped === "\\z" ? "$" : escaped;
      index += 2;
    } else if (character === "[") {
      const end = classEnd(source, index);
      const group = source.slice(index, end);
      text += fold ? foldClass(group) : group;
      index = end;
    } else if (flags !== null && flags[0] !== "(?:") {
      if (flags[3] === ":") {
        outer.push(fold);
        text += "(?:";
      }
      if (flags[1]?.includes("i") === true) fold = true;
      if (flags[2]?.includes("i") === true) fold = false;
      index += flags[0].length;
    } else if (character === "(") {
      outer.push(fold);
      text += source.startsWith("(?P<", index) ? "(?<" : "(";
      index += source.startsWith("(?P<", index) ? 4 : 1;
    } else if (character === ")") {
      fold = outer.pop() ?? false;
      text += character;
      index += 1;
    } else {
      const folded = fold ? bothCases(character) : character;
      text += folded.length > 1 ? `[${folded}]` : folded;
      index += 1;
    }
  }
  return new RegExp(`^(?:${text})$`, "s");
}
