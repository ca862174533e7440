"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import classes from "./trace-detail.module.css";
import { download } from "@/components/ui/download";
import { JsonView } from "@/components/ui/json-view";
import { otlpJsonFromTable } from "@/lib/traces/otlp-export";
import type { TraceTable } from "@/lib/traces/trace-table";

/** More spans than this make an editor slow; they can still be downloaded. */
const shownSpanLimit = 2000;

/** The trace as OTLP JSON, to read, search and take away. */
export function TraceJson({ table }: { table: TraceTable }) {
  const t = useTranslations("traces");
  const shown = table.spanCount <= shownSpanLimit;
  const text = useMemo(() => (shown ? otlpJsonFromTable(table) : undefined), [table, shown]);
  return (
    <div className={classes.json}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() =>
          download(`trace-${table.traceId}.json`, text ?? otlpJsonFromTable(table), "application/json")
        }
      >
        {t("detail.downloadJson")}
      </Button>
      {text === undefined ? (
        <p>{t("detail.jsonTooLarge", { count: table.spanCount })}</p>
      ) : (
        <JsonView text={text} heightPx={560} label={t("detail.json")} />
      )}
    </div>
  );
}
