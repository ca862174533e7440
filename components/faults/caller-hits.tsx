"use client";
import { useTranslations } from "use-intl";
import { shareText } from "./plan-figures";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { wilsonRange } from "@/lib/canaries/wilson";

type Sums = { readonly requests: number; readonly hit: number };
type Row = Sums & { readonly caller: string; readonly range: ReturnType<typeof wilsonRange> };

/** What each caller met; a caller in the list that was not hit sends nothing through a proxy, or is out of scope. */
export function CallerHits({ byCaller }: { byCaller: Readonly<Record<string, Sums>> }) {
  const t = useTranslations("faults.achieved");
  const rows: readonly Row[] = Object.entries(byCaller).map(([caller, { requests, hit }]) => ({
    caller,
    requests,
    hit,
    range: wilsonRange(hit, requests),
  }));
  const columns: readonly DataColumn<Row>[] = [
    { id: "caller", header: t("caller"), value: ({ caller }) => caller, width: 180, grow: 2 },
    {
      id: "requests",
      header: t("requests"),
      value: ({ requests }) => requests,
      cell: ({ requests }) => <Measure value={Math.round(requests)} unit="count" />,
      align: "end",
      width: 100,
    },
    {
      id: "hit",
      header: t("hit"),
      value: ({ hit }) => hit,
      cell: ({ hit }) => <Measure value={Math.round(hit)} unit="count" />,
      align: "end",
      width: 90,
    },
    {
      id: "share",
      header: t("share"),
      value: ({ requests, hit }) => (requests > 0 ? hit / requests : undefined),
      cell: ({ requests, hit }) => (
        <span className="hd-num">{shareText(requests > 0 ? hit / requests : undefined)}</span>
      ),
      align: "end",
      width: 90,
    },
    {
      id: "range",
      header: t("range"),
      value: ({ range }) => range?.low,
      cell: ({ range }) => (
        <span className="hd-num">
          {range === undefined ? "—" : `${shareText(range.low)} – ${shareText(range.high)}`}
        </span>
      ),
      align: "end",
      width: 150,
    },
  ];
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={({ caller }) => caller}
      caption={t("callers")}
      urlKey="hits"
      initialSort={{ id: "hit", desc: true }}
      exportName="experiment-hits"
      maxHeight={280}
      emptyText={t("nobody")}
    />
  );
}
