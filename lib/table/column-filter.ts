import { wordsOf, type CellValue } from "./arrange";

type Column<Row> = {
  readonly id: string;
  readonly value: (row: Row) => CellValue;
  readonly text?: (row: Row) => CellValue;
};

/** A condition for each column that has one, as the person wrote it. */
export type ColumnFilters = ReadonlyMap<string, string>;

const separator = "~";
const comparison = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/;

/** Whether a value meets a condition: `text` contains, `!text` does not, `=text` is the whole, `>5 <5 >=5 <=5` for numbers. */
export function meetsCondition(value: CellValue, condition: string): boolean {
  const wanted = condition.trim();
  const compared = comparison.exec(wanted);
  if (compared !== null)
    return typeof value === "number" && compares(value, compared[1], Number(compared[2]));
  const text = String(value ?? "").toLowerCase();
  if (wanted.startsWith("!")) {
    const rest = wanted.slice(1).trim().toLowerCase();
    return rest === "" || !text.includes(rest);
  }
  if (wanted.startsWith("=")) return text === wanted.slice(1).trim().toLowerCase();
  return text.includes(wanted.toLowerCase());
}

function compares(value: number, operator: string | undefined, limit: number): boolean {
  switch (operator) {
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case ">":
      return value > limit;
    default:
      return value >= limit;
  }
}

/** Rows that meet the condition of every column; conditions of columns that are not there are left out. */
export function filterByColumns<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  filters: ColumnFilters,
): readonly Row[] {
  const active = columns.flatMap((column) => {
    const condition = filters.get(column.id)?.trim() ?? "";
    return condition === "" ? [] : [{ column, condition }];
  });
  if (active.length === 0) return rows;
  return rows.filter((row) =>
    active.every(({ column, condition }) => meetsCondition(wordsOf(column, row), condition)),
  );
}

/** The conditions as they stand in the URL: `port:>1000~host:!api`; null when there are none. */
export function textFromColumnFilters(filters: ColumnFilters): string | null {
  const parts = [...filters].flatMap(([id, condition]) =>
    condition.trim() === "" ? [] : [`${id}:${condition.replaceAll(separator, "%7E")}`],
  );
  return parts.length === 0 ? null : parts.join(separator);
}

/** The conditions of such a text. */
export function columnFiltersFromText(text: string | null): ColumnFilters {
  return new Map(
    (text ?? "").split(separator).flatMap((part) => {
      const colon = part.indexOf(":");
      return colon <= 0
        ? []
        : [[part.slice(0, colon), part.slice(colon + 1).replaceAll("%7E", separator)] as const];
    }),
  );
}
