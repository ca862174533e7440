"use client";
import { useTranslations } from "use-intl";
import type { ObservedSymptom } from "./router-types";
import { destinationOf } from "./use-why-state";
import type { AskedSymptom } from "./why-params";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Measure } from "@/components/ui/measure";

type Props = {
  readonly symptoms: readonly ObservedSymptom[] | undefined;
  /** What an empty table means. */
  readonly emptyKey: "unknown" | "idle" | "none";
  readonly caption: string;
  readonly picked: AskedSymptom | undefined;
  readonly onPick: (row: ObservedSymptom) => void;
  readonly maxHeight?: string;
};

const rowKey = (row: ObservedSymptom) =>
  [row.reporter, row.source, row.host, row.destination, row.code, row.flag, row.grpcStatus ?? ""].join(" ");

/** The failing codes and flags of the range; a row is picked by opening it. */
export function ObservedTable({
  symptoms = [],
  emptyKey,
  caption,
  picked,
  onPick,
  maxHeight = "260px",
}: Props) {
  const t = useTranslations("causes");
  if (symptoms.length === 0)
    return <EmptyState title={t(`observed.${emptyKey}`)} reason={t(`observed.${emptyKey}Reason`)} />;
  const isPicked = (row: ObservedSymptom) =>
    picked !== undefined &&
    row.code === picked.code &&
    row.flag === picked.flag &&
    (picked.from === undefined || picked.from === row.source) &&
    (picked.to === undefined || picked.to === destinationOf(row)) &&
    (picked.reporter === "unknown" || (row.reporter === "source") === (picked.reporter === "source"));
  const columns: readonly DataColumn<ObservedSymptom>[] = [
    { id: "code", header: t("observed.code"), value: ({ code }) => code, align: "end", width: 80 },
    { id: "flag", header: t("observed.flag"), value: ({ flag }) => flag, width: 110 },
    { id: "grpc", header: "gRPC", value: ({ grpcStatus }) => grpcStatus, align: "end", width: 80 },
    {
      id: "rate",
      header: t("observed.rate"),
      value: (row) => row.perSecond,
      cell: (row) => <Measure value={row.perSecond} unit="rps" />,
      align: "end",
      width: 110,
    },
    {
      id: "share",
      header: t("observed.share"),
      value: ({ share }) => share,
      cell: ({ share }) => <Measure value={share} unit="ratio" />,
      align: "end",
      width: 100,
    },
    {
      id: "reporter",
      header: t("observed.reporter"),
      value: ({ reporter }) => t(`reporter.${reporter}`),
      width: 152,
    },
    { id: "source", header: t("form.source"), value: ({ source }) => source, grow: 4 },
    { id: "host", header: t("form.destination"), value: ({ host }) => host, grow: 5 },
    {
      id: "workload",
      header: t("observed.workload"),
      value: ({ destination }) => (/(^|\/)unknown$/.test(destination) ? undefined : destination),
      grow: 4,
    },
  ];
  return (
    <DataTable
      rows={symptoms}
      columns={columns}
      rowKey={rowKey}
      caption={caption}
      urlKey="symptoms"
      initialSort={{ id: "rate", desc: true }}
      exportName="symptoms"
      maxHeight={maxHeight}
      isSelected={isPicked}
      onOpen={onPick}
    />
  );
}
