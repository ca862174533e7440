"use client";
import { ActionIcon, Drawer, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRulerMeasure } from "@tabler/icons-react";
import { useLocale, useTranslations } from "use-intl";
import { CopyButton } from "./copy-button";
import classes from "./measured-by.module.css";
import { formatTime } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";
import type { Evidence } from "@/lib/evidence";

/** "How was this measured": every request behind the page, as it was sent. */
export function MeasuredBy({ evidence }: { evidence: readonly Evidence[] }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Tooltip label={t("measuredBy")}>
        <ActionIcon variant="default" size="md" onClick={open} aria-label={t("measuredBy")}>
          <IconRulerMeasure size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="lg"
        title={t("measuredBy")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <p className={classes.lead}>
          {t("measuredByLead", {
            count: evidence.length,
            queries: evidence.filter((each) => each.kind === "promql").length,
          })}
        </p>
        <ol className={classes.list}>
          {evidence.map((each, index) => (
            <li key={index}>
              <div className={classes.line}>
                <strong>{each.purpose}</strong>
                <span>
                  {t(`source.${each.source}`)} · {each.cluster} · {formatTime(each.atMs, locale)} ·{" "}
                  {formatMeasure(each.durationMs, "ms")} · {t("rows", { count: each.rows })}
                </span>
              </div>
              <div className={classes.request}>
                <code>{each.request}</code>
                <CopyButton value={each.request} label={t("copy")} />
              </div>
            </li>
          ))}
        </ol>
      </Drawer>
    </>
  );
}
