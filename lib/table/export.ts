import { wordsOf, type CellValue } from "./arrange";

type Column<Row> = {
  readonly header: string;
  readonly value: (row: Row) => CellValue;
  readonly text?: (row: Row) => CellValue;
};

function csvCell(value: CellValue): string {
  if (value === undefined || value === null) return "";
  const text = String(value);
  // A leading = + - @ would be run as a formula by spreadsheets.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 text with a header row; unknown values are empty cells. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map((column) => csvCell(column.header)).join(",")];
  for (const row of rows) lines.push(columns.map((column) => csvCell(wordsOf(column, row))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
