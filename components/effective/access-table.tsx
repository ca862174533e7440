"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ObjectLink } from "./object-link";
import type { AccessRow } from "./router-outputs";
import { useAccessWords, verdictTones } from "./use-access-words";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";

type Props = {
  readonly rows: readonly AccessRow[];
  readonly selected: string | undefined;
  readonly onOpen: (row: AccessRow) => void;
};

/** Every known caller against the service: may it, by which policy, and does it. */
export function AccessTable({ rows, selected, onOpen }: Props) {
  const t = useTranslations("effective");
  const words = useAccessWords();
  const columns = useMemo<readonly DataColumn<AccessRow>[]>(
    () => [
      { id: "caller", header: t("col.caller"), width: 180, grow: 2, value: (row) => words.caller(row) },
      {
        id: "account",
        header: t("col.account"),
        width: 160,
        grow: 2,
        value: (row) => (row.kind === "outside" ? undefined : `${row.namespace}/${row.serviceAccount}`),
      },
      {
        id: "verdict",
        header: t("col.verdict"),
        width: 152,
        value: (row) => t(`verdict.${row.verdict}`),
        cell: (row) => <StatusBadge tone={verdictTones[row.verdict]} label={t(`verdict.${row.verdict}`)} />,
      },
      {
        id: "why",
        header: t("col.why"),
        width: 200,
        grow: 4,
        value: (row) => words.reasons(row.cases),
        cell: (row) => <Why row={row} />,
      },
      {
        id: "connection",
        header: t("col.connection"),
        width: 110,
        value: (row) => t(`security.${row.security.kind}`),
      },
      {
        id: "rps",
        header: t("col.rps"),
        width: 100,
        align: "end",
        value: (row) => row.requestsPerSecond,
        cell: (row) => <Measure value={row.requestsPerSecond} unit="rps" />,
      },
    ],
    [t, words],
  );
  return (
    <Section title={t("access.title")} flush>
      <DataTable
        rows={rows}
        columns={columns}
        rowKey={(row) => row.key}
        caption={t("access.title")}
        urlKey="access"
        initialSort={{ id: "rps", desc: true }}
        exportName="access"
        onOpen={onOpen}
        isSelected={(row) => row.key === selected}
        maxHeight={420}
      />
    </Section>
  );
}

function Why({ row }: { row: AccessRow }) {
  const words = useAccessWords();
  const [first] = row.cases;
  if (first === undefined) return null;
  if (row.cases.length === 1 && first.policy !== undefined)
    return (
      <>
        {words.rule(first)} <ObjectLink at={first.policy} />
      </>
    );
  return <>{words.reasons(row.cases)}</>;
}
