/** Texts that a value must hold for an expression to match the whole of it: one at its start, more behind it in order. */
export type RegexLiterals = { readonly start: string; readonly later: readonly string[] };

const nothing: RegexLiterals = { start: "", later: [] };
const plain = /^[A-Za-z0-9 !"#%&',\-/:;<=>@_`~]$/;
const escapedPlain = /^[!-/:-@[-^`{-~]$/;

/**
 * What every text that `regex` (RE2 syntax, whole match) takes must hold. Says less rather than too much: whatever is
 * repeated, optional, in a group or in a class is left out, and nothing is said of an expression with `\Q` or with
 * alternatives at its top. Source: RE2's syntax page.
 */
export function literalsOf(regex: string): RegexLiterals {
  return regex.includes(String.raw`\Q`) ? nothing : new Scan(regex).run();
}

/** Whether a value holds them; if it does not, no matching is needed. */
export function holdsLiterals({ start, later }: RegexLiterals, value: string): boolean {
  if (!value.startsWith(start)) return false;
  let at = start.length;
  for (const text of later) {
    const found = value.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return true;
}

class Scan {
  readonly #regex: string;
  readonly #later: string[] = [];
  #at = 0;
  #start = "";
  #literal = "";
  #isAtStart = true;
  /** False from where on the rest can't be read for sure, such as behind `(?i)`. */
  #collects = true;

  constructor(regex: string) {
    this.#regex = regex;
  }

  run(): RegexLiterals {
    while (this.#at < this.#regex.length) {
      const char = this.#regex[this.#at] ?? "";
      if (char === "|") return nothing;
      this.#step(char);
    }
    this.#endLiteral();
    return { start: this.#start, later: this.#later };
  }

  #step(char: string): void {
    if (char === "\\") return this.#escape();
    if (char === "(") return this.#group();
    if (char === "[") {
      this.#endLiteral();
      this.#at = afterClass(this.#regex, this.#at);
      return;
    }
    this.#at += 1;
    if (plain.test(char)) this.#literal += char;
    else if (char === "{") this.#repeat();
    else if (char === "*" || char === "+" || char === "?") this.#dropLast();
    // At the very start of a whole match it says nothing.
    else if (char === "^" && this.#at === 1) return;
    else this.#endLiteral();
  }

  #endLiteral(): void {
    if (this.#collects) {
      if (this.#isAtStart) this.#start = this.#literal;
      else if (this.#literal !== "") this.#later.push(this.#literal);
    }
    this.#isAtStart = false;
    this.#literal = "";
  }

  #dropLast(): void {
    this.#literal = this.#literal.slice(0, -1);
    this.#endLiteral();
  }

  #stop(): void {
    this.#endLiteral();
    this.#collects = false;
  }

  #repeat(): void {
    this.#dropLast();
    const counts = /^\d+(?:,\d*)?\}/.exec(this.#regex.slice(this.#at, this.#at + 12));
    if (counts === null) this.#stop();
    else this.#at += counts[0].length;
  }

  #escape(): void {
    const char = this.#regex[this.#at + 1] ?? "";
    this.#at += 2;
    if (escapedPlain.test(char)) this.#literal += char;
    else if (/^[dDwWsSbBAz]$/.test(char)) this.#endLiteral();
    else this.#stop();
  }

  #group(): void {
    const isPlain = /^\((?!\?)|^\(\?(?::|P?<)/.test(this.#regex.slice(this.#at, this.#at + 4));
    if (isPlain) this.#endLiteral();
    else {
      // What repeats behind flags repeats the character before them: `ab(?s)*`.
      this.#dropLast();
      this.#stop();
    }
    this.#at = afterGroup(this.#regex, this.#at);
  }
}

function afterGroup(regex: string, open: number): number {
  let depth = 0;
  let at = open;
  while (at < regex.length) {
    const char = regex[at];
    if (char === "\\") at += 2;
    else if (char === "[") at = afterClass(regex, at);
    else {
      at += 1;
      if (char === "(") depth += 1;
      if (char === ")") depth -= 1;
      if (depth === 0) return at;
    }
  }
  return at;
}

/** Behind the bracket that ends a class; one right at its beginning is a member, and `[:alpha:]` has brackets of its own. */
function afterClass(regex: string, open: number): number {
  let at = open + 1;
  if (regex[at] === "^") at += 1;
  if (regex[at] === "]") at += 1;
  while (at < regex.length && regex[at] !== "]") {
    if (regex[at] === "\\") at += 2;
    else {
      const named = /^\[:\^?[a-z]+:\]/.exec(regex.slice(at, at + 14));
      at += named === null ? 1 : named[0].length;
    }
  }
  return at + 1;
}
