import type { SpanColumns } from "@/lib/traces/span-columns";
import { ByteTexts } from "./byte-texts";
import { fieldsOf, idOf, textOf } from "./field";
import { arrayOpen, JsonScanner, ScanFault } from "./json-scanner";
import { OtlpSpanReader, type OtlpScope } from "./otlp-span";
import { LocalTexts, type TraceRows } from "./trace-rows";

export type OtlpTraces = {
  readonly traces: ReadonlyMap<string, SpanColumns>;
  /** The words of an error that the server put into its answer, perhaps behind whole chunks. */
  readonly error?: string;
};

/**
 * The traces in OTLP JSON, by trace id: one document or several, `resourceSpans` bare or in `result`, or Tempo's
 * `batches`. Ids in hex or base64, numbers as numbers or texts, kind and status as numbers or names; unknown fields are
 * skipped. Throws `ScanFault` for bytes that are no JSON, end early, or are another thing.
 */
export function readOtlp(bytes: Buffer): OtlpTraces {
  const reader = new OtlpReader(bytes);
  reader.readAll();
  return reader.result();
}

/** The "n" of null. */
const nullStart = 0x6e;

class OtlpReader {
  private readonly texts = new ByteTexts();
  private readonly scanner: JsonScanner;
  private readonly spans: OtlpSpanReader;
  private error: string | undefined;
  private readonly readBody = (key: number): boolean => this.body(key);

  constructor(bytes: Buffer) {
    this.scanner = new JsonScanner(bytes, this.texts);
    this.spans = new OtlpSpanReader(this.scanner);
  }

  readAll(): void {
    const { scanner } = this;
    for (let first = scanner.peek(); first !== 0; first = scanner.peek()) {
      if (first === arrayOpen) scanner.items(() => scanner.members(this.readBody));
      else scanner.members(this.readBody);
    }
  }

  result(): OtlpTraces {
    const { texts, error } = this;
    const local = new LocalTexts(texts);
    const read = [...this.spans.traces].map(([index, rows]): [string, SpanColumns] => {
      const traceId = idOf(texts.text(index));
      return [traceId, rows.finish(traceId, texts, local)];
    });
    return { traces: new Map(read), ...(error === undefined ? {} : { error }) };
  }

  private body(key: number): boolean {
    const { scanner, spans } = this;
    const { k } = spans;
    if (key === k.result) scanner.members(this.readBody);
    else if (key === k.resourceSpans || key === k.batches) {
      const first = scanner.peek();
      if (first !== arrayOpen && first !== nullStart && first !== 0) {
        throw new ScanFault("schema", "resourceSpans is no list");
      }
      scanner.items(() => this.resourceSpans());
    } else if (key === k.error) {
      const message = textOf(fieldsOf(scanner.value())["message"]);
      this.error ??= message === "" ? "an error without a message" : message;
    } else return false;
    return true;
  }

  private resourceSpans(): void {
    const { scanner, spans } = this;
    const { k } = spans;
    let service = spans.empty;
    let pairs: number[] | undefined;
    const later: number[] = [];
    const resourceOfTrace = new Map<TraceRows, number>();
    const scopes = () => scanner.items(() => this.scopeSpans(service, pairs ?? [], resourceOfTrace));
    scanner.members((key) => {
      if (key === k.resource) {
        const own: number[] = [];
        scanner.members((name) => {
          if (name !== k.attributes) return false;
          spans.attributes((attribute, value) => {
            if (attribute === k["service.name"]) service = value;
            else own.push(attribute, value);
          });
          return true;
        });
        pairs = own;
      } else if (key === k.scopeSpans || key === k.instrumentationLibrarySpans) {
        if (pairs === undefined) later.push(scanner.skip());
        else scopes();
      } else return false;
      return true;
    });
    this.replay(later, scopes);
  }

  private scopeSpans(
    service: number,
    pairs: readonly number[],
    resourceOfTrace: Map<TraceRows, number>,
  ): void {
    const { scanner, spans, texts } = this;
    let scope: OtlpScope | undefined;
    const later: number[] = [];
    const read = () => scanner.items(() => spans.read({ service, pairs, resourceOfTrace, scope }));
    scanner.members((key) => {
      if (key === spans.k.scope) {
        const fields = fieldsOf(scanner.value());
        scope = {
          name: texts.addText(textOf(fields["name"])),
          version: texts.addText(textOf(fields["version"])),
        };
      } else if (key === spans.k.spans) {
        if (scope === undefined) later.push(scanner.skip());
        else read();
      } else return false;
      return true;
    });
    this.replay(later, read);
  }

  /** Reads what had to wait for a member that came after it. */
  private replay(starts: readonly number[], read: () => void): void {
    const end = this.scanner.at;
    for (const start of starts) {
      this.scanner.at = start;
      read();
    }
    this.scanner.at = end;
  }
}
