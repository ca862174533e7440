import { attributesOfRow, nameOfRow, resourceOfRow, serviceOfRow } from "./span-attributes";
import type { TraceTable } from "./trace-table";

const ownKeys = new Set(["otel.scope.name", "otel.scope.version", "otel.status_description"]);

/** The trace as OTLP JSON, the form in which other tools take it: `{"resourceSpans": […]}`. */
export function otlpJsonFromTable(table: TraceTable): string {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < table.spanCount; row += 1) {
    const key = `${table.serviceText[row] ?? 0}/${table.resourceIndex[row] ?? 0}/${scopeOf(table, row).name}`;
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  const resourceSpans = [...groups.values()].map((rows) => {
    const first = rows[0] ?? 0;
    return {
      resource: {
        attributes: wirePairs([
          { key: "service.name", value: serviceOfRow(table, first) },
          ...resourceOfRow(table, first),
        ]),
      },
      scopeSpans: [{ scope: scopeOf(table, first), spans: rows.map((row) => wireSpan(table, row)) }],
    };
  });
  return JSON.stringify({ resourceSpans }, null, 1);
}

function wireSpan(table: TraceTable, row: number) {
  const startUs = table.startUs + (table.offsetUs[row] ?? 0);
  const parent = table.parent[row] ?? -1;
  const attributes = attributesOfRow(table, row);
  const message = attributes.find(({ key }) => key === "otel.status_description")?.value;
  return {
    traceId: table.traceId,
    spanId: table.spanIds[row] ?? "",
    parentSpanId: parent >= 0 ? table.spanIds[parent] : table.orphans.get(row),
    name: nameOfRow(table, row),
    kind: table.kinds[row] ?? 0,
    startTimeUnixNano: `${startUs}000`,
    endTimeUnixNano: nanoText(startUs, table.spanDurationUs[row] ?? 0),
    attributes: wirePairs(attributes.filter(({ key }) => !ownKeys.has(key))),
    events: (table.events[row] ?? []).map((event) => ({
      timeUnixNano: `${table.startUs + event.offsetUs}000`,
      name: event.name,
      attributes: wirePairs(Object.entries(event.attributes).map(([key, value]) => ({ key, value }))),
    })),
    links: table.links[row] ?? [],
    status: { code: table.statuses[row] ?? 0, ...(message === undefined ? {} : { message }) },
  };
}

/** Epoch ns do not fit a double, so the whole µs and the rest are printed one after the other. */
function nanoText(startUs: number, durationUs: number): string {
  const whole = Math.floor(durationUs);
  const nanos = Math.round((durationUs - whole) * 1000);
  return `${startUs + whole}${String(nanos).padStart(3, "0")}`;
}

function scopeOf(table: TraceTable, row: number): { name: string; version: string } {
  const attributes = attributesOfRow(table, row);
  const text = (key: string) => attributes.find((pair) => pair.key === key)?.value ?? "";
  return { name: text("otel.scope.name"), version: text("otel.scope.version") };
}

function wirePairs(pairs: readonly { key: string; value: string }[]) {
  return pairs.map(({ key, value }) => ({ key, value: { stringValue: value } }));
}
