import { expect, it } from "vitest";
import { toCsv } from "@/lib/table/export";

it("quotes what must be quoted, leaves unknown empty and disarms formulas", () => {
  const columns = [
    { header: "name", value: (row: { name: string; rps?: number }) => row.name },
    { header: "rate, /s", value: (row: { name: string; rps?: number }) => row.rps },
  ];
  const csv = toCsv([{ name: 'a "b"', rps: -1.5 }, { name: "=cmd()" }], columns);
  expect(csv).toBe('name,"rate, /s"\r\n"a ""b""",-1.5\r\n\'=cmd(),\r\n');
});
