import type { SpanColumns } from "@/lib/traces/span-columns";
import { ByteTexts } from "./byte-texts";
import { fieldsOf, idOf, listOf, textOf } from "./field";
import { JsonScanner } from "./json-scanner";
import { LegacySpanReader, textOfTag } from "./legacy-span";
import { LocalTexts, TraceRows } from "./trace-rows";

export type LegacyTraces = {
  readonly traces: readonly SpanColumns[];
  readonly errors: readonly { readonly code?: number; readonly message: string }[];
};

type Process = { readonly service: number; readonly resource: number };

/** The traces in an answer of Jaeger's legacy API. Throws `ScanFault` for bytes that are no JSON or end early. */
export function readLegacy(bytes: Buffer): LegacyTraces {
  const texts = new ByteTexts();
  const scanner = new JsonScanner(bytes, texts);
  const spans = new LegacySpanReader(scanner);
  const local = new LocalTexts(texts);
  const traces: SpanColumns[] = [];
  let errors: LegacyTraces["errors"] = [];
  scanner.members((key) => {
    if (key === spans.k.data) scanner.items(() => traces.push(readTrace(scanner, spans, local)));
    else if (key === spans.k.errors) errors = listOf(scanner.value()).map(errorFrom);
    else return false;
    return true;
  });
  return { traces, errors };
}

function readTrace(scanner: JsonScanner, spans: LegacySpanReader, local: LocalTexts): SpanColumns {
  const { k, empty } = spans;
  const { texts } = scanner;
  const rows = new TraceRows();
  const processes = new Map<number, Process>();
  let traceId = empty;
  scanner.members((key) => {
    if (key === k.traceID) traceId = scanner.textOr(empty);
    else if (key === k.spans) scanner.items(() => spans.read(rows));
    else if (key === k.processes) {
      scanner.members((id) => {
        processes.set(id, processFrom(scanner.value(), rows, texts));
        return true;
      });
    } else return false;
    return true;
  });
  rows.services.forEach((process, row) => {
    rows.services[row] = processes.get(process)?.service ?? empty;
    rows.resourceIndex.push(processes.get(process)?.resource ?? -1);
  });
  return rows.finish(idOf(texts.text(traceId)), texts, local);
}

function processFrom(item: unknown, rows: TraceRows, texts: ByteTexts): Process {
  const { serviceName, tags } = fieldsOf(item);
  const pairs = listOf(tags).flatMap((tag) => {
    const { key, value } = fieldsOf(tag);
    return [texts.addText(textOf(key)), texts.addText(textOfTag(value))];
  });
  return { service: texts.addText(textOf(serviceName)), resource: rows.resources.push(pairs) - 1 };
}

function errorFrom(item: unknown): { code?: number; message: string } {
  const { code, msg } = fieldsOf(item);
  return { ...(typeof code === "number" ? { code } : {}), message: textOf(msg) };
}
