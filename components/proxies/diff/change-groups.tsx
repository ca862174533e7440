"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { CauseHead } from "./cause-head";
import { ChangeRow } from "./change-row";
import classes from "./diff.module.css";
import type { DiffData } from "./outputs";
import { pageSize, type DiffView } from "./use-diff-view";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** Changes in groups, each under the object that caused them. */
export function ChangeGroups({
  data,
  diff,
  pair,
}: {
  data: DiffData;
  diff: DiffView;
  pair: { left: DumpTarget; right: DumpTarget };
}) {
  const t = useTranslations("diff");
  const { offset } = diff.view;
  const shown = data.groups.reduce((sum, { changes }) => sum + changes.length, 0);
  const go = (next: number) => void diff.setView({ offset: next === 0 ? null : next });
  return (
    <section aria-label={t("changes")} className={classes.groups}>
      {data.groups.map((group) => (
        <section key={group.key} className={classes.group}>
          <CauseHead group={group} />
          <ul className={classes.changes}>
            {group.changes.map((change) => (
              <ChangeRow key={change.id} change={change} pair={pair} />
            ))}
          </ul>
        </section>
      ))}
      {offset === 0 && data.nextOffset === undefined ? null : (
        <nav className={classes.pages} aria-label={t("changes")}>
          <Button
            size="xs"
            variant="default"
            disabled={offset === 0}
            onClick={() => go(Math.max(0, offset - pageSize))}
          >
            {t("previous")}
          </Button>
          <span>{t("page", { from: offset + 1, to: offset + shown, total: data.matching })}</span>
          <Button
            size="xs"
            variant="default"
            disabled={data.nextOffset === undefined}
            onClick={() => go(data.nextOffset ?? 0)}
          >
            {t("next")}
          </Button>
        </nav>
      )}
    </section>
  );
}
