import { isScalar, LineCounter, parseAllDocuments, type Document } from "yaml";
import { isRecord } from "@/lib/config/clean-manifest";
import { manifestAsItIs } from "@/lib/config/manifest-schema";
import type { Manifest } from "@/lib/config/manifest";
import { valueOfDocument, type FieldRange, type NodeNote } from "@/lib/config/yaml/node-value";
import { parentPath, withDottedKeys } from "@/lib/config/yaml/field-path";
import type { TextProblem, TextRange } from "@/lib/config/yaml/problem";

/** The API server refuses objects above 1.5 MB (etcd's limit), and nobody reads such a text. */
export const maxYamlBytes = 1_048_576;

export type YamlDocument = {
  /** The parsed value with aliases expanded; also there when it is no manifest. */
  readonly value: unknown;
  /** Present when it has apiVersion, kind and a name. */
  readonly manifest?: Manifest;
  /** By field path, `spec.http[0].route`; "" is the whole document. */
  readonly ranges: ReadonlyMap<string, FieldRange>;
  readonly range: TextRange;
  readonly problems: readonly TextProblem[];
};
export type ParsedYaml = {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly TextProblem[];
};

type Place = (range: TextRange) => number;

/**
 * The objects of a YAML text of one or more documents, with the place of every field. Never throws: what is wrong is
 * in `problems` of the document, or of the whole when the text is too large to read. Empty documents are left out.
 */
export function parseYaml(text: string): ParsedYaml {
  const sizeBytes = text.length * 3 < maxYamlBytes ? text.length : new TextEncoder().encode(text).length;
  if (sizeBytes > maxYamlBytes) {
    const size = (sizeBytes / 1_048_576).toFixed(1);
    const message = `The text has ${size} MB; more than 1 MB is refused`;
    const range = { from: 0, to: 0 };
    return {
      documents: [],
      problems: [{ code: "too_large", severity: "error", message, params: { size }, range, line: 1 }],
    };
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const line: Place = ({ from }) => lines.linePos(from).line;
  const documents = (Array.isArray(parsed) ? parsed : [])
    .filter((document: Document.Parsed) => !isEmpty(document) || document.errors.length > 0)
    .map((document: Document.Parsed) => documentFrom(document, line));
  return { documents, problems: [] };
}

function isEmpty({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** The stretch that shows a field: its key and value when it has both, else its nearest parent's key. */
export function rangeOfPath(document: YamlDocument, path: string): TextRange {
  let at = document.ranges.has(path) ? path : withDottedKeys(path);
  while (at !== "" && !document.ranges.has(at)) at = parentPath(at);
  const found = document.ranges.get(at);
  if (at === "" || found === undefined) {
    const named = document.ranges.get("metadata.name") ?? document.ranges.get("kind");
    return named?.value ?? { from: document.range.from, to: document.range.from };
  }
  const isShort = found.value.to - found.value.from < 100;
  return found.key === undefined
    ? found.value
    : isShort
      ? { from: found.key.from, to: found.value.to }
      : found.key;
}

function documentFrom(document: Document.Parsed, line: Place): YamlDocument {
  const { value, ranges, notes } = valueOfDocument(document);
  const [from, , to] = document.range;
  const syntax = document.errors.map((error) => syntaxProblem(error, line));
  const problems = [...syntax, ...notes.map((note) => noteProblem(note, line))];
  const shape = syntax.length > 0 ? [] : shapeProblems(value, ranges, { from, to }, line);
  const isBroken = [...problems, ...shape].some(({ severity }) => severity === "error");
  const manifest = isBroken ? undefined : manifestAsItIs.safeParse(value).data;
  return {
    value,
    ...(manifest === undefined ? {} : { manifest }),
    ranges,
    range: { from, to },
    problems: [...problems, ...shape],
  };
}

function syntaxProblem(
  error: { readonly code: string; readonly message: string; readonly pos: readonly [number, number] },
  line: Place,
): TextProblem {
  const range = { from: error.pos[0], to: Math.max(error.pos[1], error.pos[0] + 1) };
  const at = line(range);
  if (error.code === "TAB_AS_INDENT") {
    const message = `Line ${at} is indented with a tab; YAML takes spaces only`;
    return { code: "tab", severity: "error", message, params: { line: `${at}` }, range, line: at };
  }
  const words = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
  return { code: "syntax", severity: "error", message: words, params: { words }, range, line: at };
}

function noteProblem(note: NodeNote, place: Place): TextProblem {
  const { range } = note;
  const line = place(range);
  switch (note.code) {
    case "duplicate_key": {
      const first = `${place(note.first)}`;
      const params = { key: note.key, first, second: `${line}` };
      const message = `${note.key} is given twice, in lines ${first} and ${line}; the first would be lost`;
      return { code: note.code, severity: "error", message, params, range, line };
    }
    case "alias_expanded": {
      const message = `*${note.key} is written out: Kubernetes keeps no anchors`;
      return { code: note.code, severity: "info", message, params: { key: note.key }, range, line };
    }
    case "unknown_alias": {
      const message = `There is no anchor &${note.key} before this line`;
      return { code: note.code, severity: "error", message, params: { key: note.key }, range, line };
    }
    case "too_many_aliases": {
      const message = "The aliases grow to more than 60,000 values; write the object out";
      return { code: note.code, severity: "error", message, params: {}, range, line };
    }
  }
}

const needed = ["apiVersion", "kind", "metadata.name"] as const;

function shapeProblems(
  value: unknown,
  ranges: ReadonlyMap<string, FieldRange>,
  whole: TextRange,
  place: Place,
): readonly TextProblem[] {
  const start = ranges.get("apiVersion")?.value ??
    ranges.get("kind")?.value ?? { from: whole.from, to: whole.from + 1 };
  const problem = (
    code: string,
    message: string,
    params: Record<string, string>,
    range = start,
  ): TextProblem => ({
    code,
    severity: "error",
    message,
    params,
    range,
    line: place(range),
  });
  if (!isRecord(value)) {
    return [
      problem("not_an_object", "A Kubernetes object is a mapping of apiVersion, kind, metadata and spec", {}),
    ];
  }
  if (value["kind"] === "List" && Array.isArray(value["items"])) {
    const message = "A List is no object: put each item into a document of its own, between lines of ---";
    return [problem("list", message, {})];
  }
  const metadata = isRecord(value["metadata"]) ? value["metadata"] : {};
  const values = [value["apiVersion"], value["kind"], metadata["name"]];
  return needed.flatMap((field, index) => {
    const found = values[index];
    if (typeof found === "string" && found !== "") return [];
    const range = ranges.get(field)?.value ?? start;
    return [problem("missing_field", `${field} is missing or no text`, { field }, range)];
  });
}
