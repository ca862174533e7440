import type { DataColumn } from "./data-table";
import { Measure } from "./measure";
import type { MeasureUnit } from "@/lib/format/measure";

/** A column of figures: aligned at the end, unknown as "—". */
export function measureColumn<Row>(
  id: string,
  header: string,
  unit: MeasureUnit,
  value: (row: Row) => number | undefined,
  width = 84,
): DataColumn<Row> {
  return {
    id,
    header,
    width,
    align: "end",
    value,
    cell: (row) => <Measure value={value(row)} unit={unit} />,
  };
}
