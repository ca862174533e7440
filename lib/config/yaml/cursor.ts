import type { PathStep } from "@/lib/config/yaml/field-path";

/** Where a cursor stands in a text that need not be whole YAML yet. */
export type YamlCursor = {
  /** The way to the mapping or list that the cursor is in. */
  readonly steps: readonly PathStep[];
  /** Set when the cursor stands behind `key:`. */
  readonly key?: string;
  /** Whether the line begins a list item here. */
  readonly isItem: boolean;
  /** What is typed already, from `from` on. */
  readonly prefix: string;
  readonly from: number;
  /** Column of the key or item. */
  readonly column: number;
  /** The other fields of the same mapping, with their values where they are on the line. */
  readonly siblings: Readonly<Record<string, string>>;
};

type Line = { readonly start: number; readonly text: string };
type Entry = { readonly column: number; readonly step: PathStep };

const keyShape = /^(?:"([^"]*)"|'([^']*)'|([^\s:#'"[\]{}&*!|>][^:#]*?)):(?:\s|$)/;

/** The dashes of a line, and what follows them. */
function splitLine(text: string) {
  const indent = text.length - text.trimStart().length;
  const dashes: number[] = [];
  let column = indent;
  let rest = text.slice(indent);
  for (let match = /^-(\s+|$)/.exec(rest); match !== null; match = /^-(\s+|$)/.exec(rest)) {
    dashes.push(column);
    column += match[0].length;
    rest = rest.slice(match[0].length);
  }
  const key = keyShape.exec(rest);
  return {
    indent,
    dashes,
    column,
    rest,
    key: key?.[1] ?? key?.[2] ?? key?.[3]?.trim(),
    keyLength: key?.[0].length ?? 0,
  };
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const one = { start, text: line };
    start += line.length + 1;
    return one;
  });
}

/** The lines of the document that the offset is in, and the index of its line among them. */
function documentAround(
  text: string,
  offset: number,
): { readonly lines: readonly Line[]; readonly at: number } {
  const lines = linesOf(text);
  const index = Math.max(
    0,
    lines.findLastIndex(({ start }) => start <= offset),
  );
  const isMark = ({ text: line }: Line) => /^(?:---|\.\.\.)(?:\s|$)/.test(line);
  const first = lines.findLastIndex((line, at) => at <= index && isMark(line)) + 1;
  const next = lines.findIndex((line, at) => at > index && isMark(line));
  return { lines: lines.slice(first, next < 0 ? undefined : next), at: index - first };
}

function pushItem(stack: Entry[], column: number): void {
  while ((stack.at(-1)?.column ?? -1) > column) stack.pop();
  const top = stack.at(-1);
  if (top?.column === column && typeof top.step === "number") {
    stack[stack.length - 1] = { column, step: top.step + 1 };
  } else {
    stack.push({ column, step: 0 });
  }
}

function popTo(stack: Entry[], column: number): void {
  while ((stack.at(-1)?.column ?? -1) >= column) stack.pop();
}

/** The stack of open mappings and lists before line `until`. */
function stackBefore(
  lines: readonly Line[],
  until: number,
): { stack: Entry[]; blockIndent: number | undefined } {
  const stack: Entry[] = [];
  let blockIndent: number | undefined;
  for (const { text } of lines.slice(0, until)) {
    if (text.trim() === "") continue;
    const line = splitLine(text);
    if (blockIndent !== undefined && line.indent > blockIndent) continue;
    blockIndent = undefined;
    if (text.trimStart().startsWith("#")) continue;
    for (const dash of line.dashes) pushItem(stack, dash);
    if (line.key === undefined) continue;
    popTo(stack, line.column);
    stack.push({ column: line.column, step: line.key });
    if (/:\s+[|>][-+\d]*\s*$/.test(text)) blockIndent = line.column;
  }
  return { stack, blockIndent };
}

/** Fields of the mapping whose keys begin at `column` around line `at`. */
function siblingsOf(lines: readonly Line[], at: number, column: number): Record<string, string> {
  const found: Record<string, string> = {};
  const take = (index: number): "go on" | "stop" => {
    const text = lines[index]?.text ?? "";
    if (text.trim() === "" || text.trimStart().startsWith("#")) return "go on";
    const line = splitLine(text);
    if (line.column === column && line.key !== undefined) {
      found[line.key] = line.rest
        .slice(line.keyLength)
        .trim()
        .replaceAll(/^["']|["']$/g, "");
    }
    return line.indent < column ? "stop" : "go on";
  };
  const startsItem = splitLine(lines[at]?.text ?? "").dashes.length > 0;
  for (let index = at - 1; !startsItem && index >= 0; index -= 1) if (take(index) === "stop") break;
  for (let index = at + 1; index < lines.length; index += 1) {
    if (splitLine(lines[index]?.text ?? "").dashes.some((dash) => dash < column)) break;
    if (take(index) === "stop") break;
  }
  return found;
}

/**
 * What the cursor at `offset` stands in, judged by indentation as block YAML is written; undefined inside of comments,
 * block texts and flow collections.
 */
export function cursorAt(text: string, offset: number): YamlCursor | undefined {
  const { lines, at } = documentAround(text, offset);
  const line = lines[at];
  if (line === undefined) return undefined;
  const before = line.text.slice(0, offset - line.start);
  const { stack, blockIndent } = stackBefore(lines, at);
  const here = splitLine(before);
  if (blockIndent !== undefined && here.indent > blockIndent) return undefined;
  if (/^\s*#|\s#/.test(before) || /[[{]/.test(before)) return undefined;
  for (const dash of here.dashes) pushItem(stack, dash);
  popTo(stack, here.column);
  const steps = stack.map(({ step }) => step);
  const typed = here.key === undefined ? here.rest : here.rest.slice(here.keyLength).trimStart();
  const prefix = typed.replace(/^["']/, "");
  return {
    steps,
    ...(here.key === undefined ? {} : { key: here.key }),
    isItem: here.dashes.length > 0,
    prefix,
    from: offset - prefix.length,
    column: here.column,
    siblings: siblingsOf(lines, at, here.column),
  };
}
