export type CellValue = string | number | undefined | null;
export type SortState = { readonly id: string; readonly desc: boolean };
type Column<Row> = {
  readonly id: string;
  readonly value: (row: Row) => CellValue;
  readonly text?: (row: Row) => CellValue;
};

/** What a person reads in a cell: its words where a column sorts by something else. */
export function wordsOf<Row>(column: Pick<Column<Row>, "value" | "text">, row: Row): CellValue {
  return column.text === undefined ? column.value(row) : column.text(row);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function isUnknown(value: CellValue): value is undefined | null {
  return value === undefined || value === null || (typeof value === "number" && Number.isNaN(value));
}

function compareKnown(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

/** Rows sorted by one column; unknown values come last in both directions, equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: SortState | undefined,
): readonly Row[] {
  const column = columns.find((candidate) => candidate.id === sort?.id);
  if (column === undefined || sort === undefined) return rows;
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  keyed.sort((a, b) => {
    if (isUnknown(a.value) || isUnknown(b.value))
      return Number(isUnknown(a.value)) - Number(isUnknown(b.value));
    const order = compareKnown(a.value, b.value);
    return sort.desc ? -order : order;
  });
  return keyed.map((entry) => entry.row);
}

/** Rows in which every word of `filter` occurs in some column, whatever the case. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  filter: string,
): readonly Row[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns
      .map((column) => String(wordsOf(column, row) ?? ""))
      .join("\u0000")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Text of `shop desc` or `shop`, as it stands in the URL; undefined for text that names no column. */
export function sortFromText(text: string | null, ids: readonly string[]): SortState | undefined {
  if (text === null) return undefined;
  const desc = text.startsWith("-");
  const id = desc ? text.slice(1) : text;
  return ids.includes(id) ? { id, desc } : undefined;
}

/** The URL form of a sort: `-name` for descending. */
export function textFromSort(sort: SortState): string {
  return `${sort.desc ? "-" : ""}${sort.id}`;
}
