import { quote } from "./literals";
import { parseError, type PromqlError } from "./promql-error";
import { childrenOf, type SyntaxNode } from "./syntax-node";

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const names: Readonly<Record<string, string>> = { "(": "parenthesis", "[": "bracket", "{": "brace" };

/** The commonest mistake gets its own words: a bracket that is never closed, or closes nothing. */
function bracketError(query: string): PromqlError | undefined {
  const open: { readonly character: string; readonly offset: number }[] = [];
  const blank = query.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*/g, (text) =>
    " ".repeat(text.length),
  );
  if (/["'`]/.test(blank)) return parseError(query, blank.search(/["'`]/), "unterminated quoted string");
  for (let offset = 0; offset < blank.length; offset += 1) {
    const character = blank[offset] ?? "";
    if (character in closers) open.push({ character, offset });
    else if (Object.values(closers).includes(character)) {
      const last = open.pop();
      if (last === undefined || closers[last.character] !== character)
        return parseError(
          query,
          offset,
          `unexpected right ${character === ")" ? "parenthesis" : "bracket"} ${quote(character)}`,
        );
    }
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  return parseError(query, query.length, `unclosed left ${names[last.character] ?? "parenthesis"}`);
}

function firstError(node: SyntaxNode): SyntaxNode | undefined {
  if (node.name === "⚠") return node;
  for (const child of childrenOf(node)) {
    const found = firstError(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Throws a parse error for the first thing in the tree that the grammar could not read. */
export function reportSyntaxError(query: string, root: SyntaxNode): void {
  const error = firstError(root);
  if (error === undefined) return;
  if (query.trim() === "") throw parseError(query, 0, "no expression found in input");
  const brackets = bracketError(query);
  if (brackets !== undefined) throw brackets;
  const before = /([a-zA-Z_:][\w:]*)\s*$/.exec(query.slice(0, error.from));
  if (query.slice(error.from).trimStart().startsWith("(") && before !== null)
    throw parseError(query, before.index, `unknown function with name ${quote(before[1] ?? "")}`);
  const rest = query.slice(error.from).trimStart();
  if (rest === "") throw parseError(query, query.length, "unexpected end of input");
  const token = /^(?:[\w:.]+|"(?:\\.|[^"\\])*"|[^\s\w])/.exec(rest)?.[0] ?? rest;
  const what = /^[a-zA-Z_]/.test(token)
    ? `identifier ${quote(token)}`
    : quote(token).replace(/^"\\"(.*)\\""$/, 'string "$1"');
  throw parseError(query, query.length - rest.length, `unexpected ${what}`);
}
