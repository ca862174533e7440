/** Texts that a value must hold for an expression to match the whole of it: one at its start, more behind it in order. */
export type RegexLiterals = {
  readonly start: string;
  /** A list is of alternatives, each with texts that it needs in their order. */
  readonly later: readonly Needed[];
  /** All texts are in small letters then. */
  readonly ignoresCase?: true;
};
type Needed = string | readonly (readonly Needed[])[];

const nothing: RegexLiterals = { start: "", later: [] };
const ignoringCase = /^\^?\(\?i\)/;
const plain = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !\"#%&',-/:;<=>@_`~");
const escapedPlain = /^[!-/:-@[-^`{-~]$/;

/**
 * What every text that `regex` (RE2 syntax, whole match) takes must hold. Says less rather than too much: whatever is
 * repeated, optional or in a class is left out, and nothing is said of an expression with `\Q` or with alternatives at its
 * top. Source: RE2's syntax page.
 */
export function literalsOf(regex: string): RegexLiterals {
  if (regex.includes(String.raw`\Q`)) return nothing;
  const flag = ignoringCase.exec(regex)?.[0];
  if (flag === undefined) return new Scan(regex).run();
  const { start, later } = new Scan(regex.slice(flag.length)).run();
  return { start: start.toLowerCase(), later: inSmallLetters(later), ignoresCase: true };
}

function inSmallLetters(needed: readonly Needed[]): readonly Needed[] {
  return needed.map((each) => (typeof each === "string" ? each.toLowerCase() : each.map(inSmallLetters)));
}

/** Whether a value holds them; if it does not, no matching is needed. */
export function holdsLiterals({ start, later, ignoresCase }: RegexLiterals, value: string): boolean {
  // Letters beyond ASCII may fold to those within, such as the sign of Kelvin to k.
  if (ignoresCase === true && !isAscii(value)) return true;
  const text = ignoresCase === true ? value.toLowerCase() : value;
  return text.startsWith(start) && endOf(later, text, start.length) >= 0;
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- ASCII begins with them
  return /^[\x00-\x7f]*$/.test(text);
}

/** The first place behind all of them, looked for from `from` on; -1 when one is missing. */
function endOf(needed: readonly Needed[], text: string, from: number): number {
  let at = from;
  for (const each of needed) {
    if (typeof each === "string") {
      const found = text.indexOf(each, at);
      if (found < 0) return -1;
      at = found + each.length;
    } else {
      const ends = each.map((alternative) => endOf(alternative, text, at)).filter((end) => end >= 0);
      if (ends.length === 0) return -1;
      at = Math.min(...ends);
    }
  }
  return at;
}

class Scan {
  readonly #regex: string;
  readonly #later: Needed[] = [];
  #at = 0;
  #start = "";
  #literal = "";
  #isAtStart = true;
  /** False from where on the rest can't be read for sure, such as behind `(?i)`. */
  #collects = true;

  constructor(regex: string) {
    this.#regex = regex;
  }

  get isReadToItsEnd(): boolean {
    return this.#collects;
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
    if (plain.has(char)) this.#literal += char;
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
    const open = /^\((?:\?:|\?P?<\w+>|(?!\?))/.exec(this.#regex.slice(this.#at, this.#at + 80))?.[0];
    const end = afterGroup(this.#regex, this.#at);
    if (open === undefined) {
      // What repeats behind flags repeats the character or the group before them: `ab(?s)*`.
      if (Array.isArray(this.#later.at(-1))) this.#later.pop();
      this.#dropLast();
      this.#stop();
    } else {
      this.#endLiteral();
      if (isOnce(this.#regex.slice(end, end + 3))) this.#addGroup(this.#at + open.length, end);
    }
    this.#at = end;
  }

  #addGroup(start: number, end: number): void {
    if (!this.#collects) return;
    const scans = alternativesOf(this.#regex.slice(start, end - 1)).map((text) => new Scan(text));
    const needed = scans.map((scan) => {
      const literals = scan.run();
      return literals.start === "" ? literals.later : [literals.start, ...literals.later];
    });
    // Flags in one alternative hold for those behind it as well.
    if (scans.some((scan) => !scan.isReadToItsEnd) || needed.some((texts) => texts.length === 0)) return;
    this.#later.push(needed);
  }
}

/** Whether what follows a group lets it stand at least once. */
function isOnce(behind: string): boolean {
  return /^(?:$|[^*+?{]|\+(?:$|[^*+?{]|\?(?:$|[^*+?{])))/.test(behind);
}

/** The parts of a group's content between its bars. */
function alternativesOf(content: string): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < content.length;) {
    const char = content[at];
    if (char === "\\") at += 2;
    else if (char === "[") at = afterClass(content, at);
    else if (char === "(") at = afterGroup(content, at);
    else {
      if (char === "|") {
        found.push(content.slice(start, at));
        start = at + 1;
      }
      at += 1;
    }
  }
  return [...found, content.slice(start)];
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
