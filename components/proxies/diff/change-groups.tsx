"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CauseHead } from "./cause-head";
import { ChangeRow } from "./change-row";
import classes from "./diff.module.css";
import type { CauseGroupData, DiffData } from "./outputs";
import { pageSize, type DiffQuery, type DiffView } from "./use-diff-view";

/** Changes in groups, each under the object that caused them. */
export function ChangeGroups({ data, diff, query }: { data: DiffData; diff: DiffView; query: DiffQuery }) {
  const t = useTranslations("diff");
  const { offset } = diff.view;
  const [isFolded, setFolded] = useState(false);
  const shown = data.groups.reduce((sum, { changes }) => sum + changes.length, 0);
  const go = (next: number) => void diff.setView({ offset: next === 0 ? null : next });
  return (
    <section aria-label={t("changes")} className={classes.groups}>
      <div className={classes.groupTools}>
        {data.lines === data.matching ? null : (
          <span className={classes.dim}>{t("linesOf", { changes: data.matching, lines: data.lines })}</span>
        )}
        {data.groups.length < 2 ? null : (
          <Button size="compact-xs" variant="subtle" onClick={() => setFolded(!isFolded)}>
            {isFolded ? t("expandAll") : t("collapseAll")}
          </Button>
        )}
      </div>
      {data.groups.map((group) => (
        <CauseSection key={group.key} group={group} query={query} isFolded={isFolded} />
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
function CauseSection({
  group,
  query,
  isFolded,
}: {
  group: CauseGroupData;
  query: DiffQuery;
  isFolded: boolean;
}) {
  const [own, setOwn] = useState<{ readonly all: boolean; readonly isFolded: boolean }>();
  // What was chosen for one group holds until all are folded or unfolded.
  const isClosed = own?.all === isFolded ? own.isFolded : isFolded;
  return (
    <section className={classes.group} data-folded={isClosed}>
      <CauseHead
        group={group}
        isFolded={isClosed}
        onFold={() => setOwn({ all: isFolded, isFolded: !isClosed })}
      />
      {isClosed ? null : (
        <ul className={classes.changes}>
          {group.changes.map((change) => (
            <ChangeRow key={change.id} change={change} query={query} />
          ))}
        </ul>
      )}
    </section>
  );
}
