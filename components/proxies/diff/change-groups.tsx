"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { CauseHead } from "./cause-head";
import { ChangeRow } from "./change-row";
import classes from "./diff.module.css";
import type { CauseGroupData, DiffData } from "./outputs";
import { useChangeSteps } from "./use-change-steps";
import { pageSize, type DiffQuery, type DiffView } from "./use-diff-view";

/** Changes in groups, each under the object that caused them. */
export function ChangeGroups({ data, diff, query }: { data: DiffData; diff: DiffView; query: DiffQuery }) {
  const t = useTranslations("diff");
  const { offset, folded: isFolded } = diff.view;
  const { list, step } = useChangeSteps();
  const shown = data.groups.reduce((sum, { changes }) => sum + changes.length, 0);
  const go = (next: number) => void diff.setView({ offset: next === 0 ? null : next });
  return (
    <section aria-label={t("changes")} className={classes.groups} ref={list}>
      <div className={classes.groupTools}>
        {data.lines === data.matching ? null : (
          <span className={classes.dim}>{t("linesOf", { changes: data.matching, lines: data.lines })}</span>
        )}
        {data.groups.length < 2 ? null : (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => void diff.setView({ folded: isFolded ? null : true, groups: null })}
          >
            {isFolded ? t("expandAll") : t("collapseAll")}
          </Button>
        )}
        <span className={classes.steps} title={t("keys")}>
          <Button size="compact-xs" variant="subtle" aria-keyshortcuts="p" onClick={() => step(-1)}>
            {t("previousDifference")}
          </Button>
          <Button size="compact-xs" variant="subtle" aria-keyshortcuts="n" onClick={() => step(1)}>
            {t("nextDifference")}
          </Button>
        </span>
      </div>
      {data.groups.map((group) => (
        <CauseSection key={group.key} group={group} query={query} diff={diff} />
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
          <span>{t("page", { from: offset + 1, to: offset + shown, total: data.lines })}</span>
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

/** One object's changes; folded, only its name and their number stay. */
function CauseSection({ group, query, diff }: { group: CauseGroupData; query: DiffQuery; diff: DiffView }) {
  // A group without a cause has no key, and a list in an address has no empty items.
  const key = group.key === "" ? "-" : group.key;
  const { view, toggle } = diff;
  const isFolded = view.folded !== view.groups.includes(key);
  return (
    <section className={classes.group} data-folded={isFolded}>
      <CauseHead group={group} isFolded={isFolded} onFold={() => toggle("groups", key)} />
      {isFolded ? null : (
        <ul className={classes.changes}>
          {group.changes.map((change) => (
            <ChangeRow key={change.id} change={change} query={query} diff={diff} />
          ))}
        </ul>
      )}
    </section>
  );
}
