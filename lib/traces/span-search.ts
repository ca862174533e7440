import { durationUsFromText } from "./duration-text";
import type { TraceTable } from "./trace-table";

type Term =
  | { readonly kind: "text"; readonly text: string; readonly not: boolean }
  | { readonly kind: "pair"; readonly key: string; readonly value: string; readonly not: boolean }
  | {
      readonly kind: "duration";
      readonly above: boolean;
      readonly durationUs: number;
      readonly not: boolean;
    };

/**
 * Rows in tree order that match every term of `query`. A term is a text in any of service, operation, span id,
 * attribute or event; `key=value` for an exact attribute (`service`, `operation` and `status=error` work as keys);
 * `duration>10ms`; quotes keep spaces; a leading `-` excludes.
 */
export function searchSpans(table: TraceTable, query: string): Int32Array {
  const terms = termsFromQuery(query);
  if (terms.length === 0) return new Int32Array(0);
  const tests = terms.map((term) => testFor(table, term));
  return table.order.filter((row) => tests.every((test) => test(row)));
}

function termsFromQuery(query: string): Term[] {
  const terms: Term[] = [];
  for (const match of query.matchAll(/(-?)((?:[^\s"=<>]+[=<>])?"[^"]*"|\S+)/g)) {
    const [, minus, quoted = ""] = match;
    const not = minus === "-";
    const text = quoted.replaceAll('"', "").toLowerCase();
    if (text === "") continue;
    const duration = /^duration([<>])=?(.+)$/.exec(text);
    const durationUs = duration === null ? undefined : durationUsFromText(duration[2] ?? "");
    if (duration !== null && durationUs !== undefined) {
      terms.push({ kind: "duration", above: duration[1] === ">", durationUs, not });
      continue;
    }
    const equals = text.indexOf("=");
    terms.push(
      equals > 0 && !quoted.startsWith('"')
        ? { kind: "pair", key: text.slice(0, equals), value: text.slice(equals + 1), not }
        : { kind: "text", text, not },
    );
  }
  return terms;
}

function testFor(table: TraceTable, term: Term): (row: number) => boolean {
  const matches = matcherFor(table, term);
  return term.not ? (row) => !matches(row) : matches;
}

function matcherFor(table: TraceTable, term: Term): (row: number) => boolean {
  switch (term.kind) {
    case "duration":
      return (row) => {
        const durationUs = table.spanDurationUs[row] ?? 0;
        return term.above ? durationUs > term.durationUs : durationUs < term.durationUs;
      };
    case "text":
      return textMatcher(table, term.text);
    case "pair":
      return pairMatcher(table, term.key, term.value);
  }
}

/** Texts are interned, so each distinct one is compared once, however many spans carry it. */
function textMatcher(table: TraceTable, text: string): (row: number) => boolean {
  const hits = flagsOf(table.texts, (candidate) => candidate.toLowerCase().includes(text));
  const resourceHits = table.resources.map((texts) => texts.some((index) => hits[index] === 1));
  return (row) => {
    if (hits[table.serviceText[row] ?? -1] === 1 || hits[table.nameText[row] ?? -1] === 1) return true;
    const to = (table.attributeStart[row + 1] ?? 0) * 2;
    for (let at = (table.attributeStart[row] ?? 0) * 2; at < to; at += 1) {
      if (hits[table.attributeTexts[at] ?? -1] === 1) return true;
    }
    if (resourceHits[table.resourceIndex[row] ?? -1] === true) return true;
    return table.spanIds[row] === text || eventsContain(table, row, text);
  };
}

function eventsContain(table: TraceTable, row: number, text: string): boolean {
  return (table.events[row] ?? []).some(
    (event) =>
      event.name.toLowerCase().includes(text) ||
      Object.values(event.attributes).some((value) => value.toLowerCase().includes(text)),
  );
}

const statusWords = ["unset", "ok", "error"];

function pairMatcher(table: TraceTable, key: string, value: string): (row: number) => boolean {
  const values = flagsOf(table.texts, (candidate) => candidate.toLowerCase() === value);
  if (key === "service") return (row) => values[table.serviceText[row] ?? -1] === 1;
  if (key === "operation") return (row) => values[table.nameText[row] ?? -1] === 1;
  if (key === "status") return (row) => statusWords[table.statuses[row] ?? 0] === value;
  const keys = flagsOf(table.texts, (candidate) => candidate.toLowerCase() === key);
  const isPair = (keyText: number | undefined, valueText: number | undefined) =>
    keys[keyText ?? -1] === 1 && values[valueText ?? -1] === 1;
  const resourceHits = table.resources.map((texts) =>
    texts.some((text, at) => at % 2 === 0 && isPair(text, texts[at + 1])),
  );
  return (row) => {
    const to = (table.attributeStart[row + 1] ?? 0) * 2;
    for (let at = (table.attributeStart[row] ?? 0) * 2; at < to; at += 2) {
      if (isPair(table.attributeTexts[at], table.attributeTexts[at + 1])) return true;
    }
    return resourceHits[table.resourceIndex[row] ?? -1] === true;
  };
}

function flagsOf(texts: readonly string[], test: (text: string) => boolean): Uint8Array {
  return Uint8Array.from(texts, (text) => (test(text) ? 1 : 0));
}
