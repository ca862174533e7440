"use client";
import { useTranslations } from "use-intl";
import { useCauseTexts } from "./use-cause-texts";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { DataTable, type DataColumn } from "@/components/ui/data-table";

type Glossary = RouterOutputs["causes"]["flags"];
type Row = {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly meaning: string;
  readonly answeredBy: string;
  readonly details: string;
};

/** Response flags, and the statuses that come without one, as rows. */
export function FlagTable({ glossary }: { glossary: Glossary }) {
  const t = useTranslations("causes");
  const texts = useCauseTexts();
  const rows: readonly Row[] = [
    ...glossary.flags.map((info) => ({
      key: info.flag,
      code: info.status === 0 ? info.flag : `${info.flag} · ${info.status}`,
      name: info.name,
      meaning: texts.flag(info.flag) ?? "",
      answeredBy: t(`answeredBy.${info.answeredBy}`),
      details: info.details.join(" · "),
    })),
    ...glossary.statuses.map((info) => ({
      key: `- ${info.status}`,
      code: `- · ${info.status}`,
      name: t("glossary.noFlag"),
      meaning: texts.status(info.status) ?? "",
      answeredBy: info.answeredBy.map((one) => t(`answeredBy.${one}`)).join(" / "),
      details: info.details.join(" · "),
    })),
  ];
  const columns: readonly DataColumn<Row>[] = [
    { id: "code", header: t("glossary.code"), value: ({ code }) => code, width: 132 },
    { id: "name", header: t("glossary.name"), value: ({ name }) => name, width: 220 },
    { id: "meaning", header: t("glossary.meaning"), value: ({ meaning }) => meaning, grow: 3 },
    { id: "by", header: t("glossary.answeredBy"), value: ({ answeredBy }) => answeredBy, width: 170 },
    { id: "details", header: t("glossary.details"), value: ({ details }) => details, grow: 2 },
  ];
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={({ key }) => key}
      caption={t("glossary.title")}
      urlKey="glossary"
      filterPlaceholder={t("glossary.filter")}
      exportName="response-flags"
      maxHeight="420px"
    />
  );
}
