"use client";
import { Select, Switch, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { DiffSummaryData } from "./outputs";
import type { DiffView } from "./use-diff-view";
import { changeKinds, changeSeverities } from "@/lib/proxies/diff/change";
import { dumpSections } from "@/lib/proxies/dump/entry";

const settleMs = 250;

/** Narrows the changes; each choice says how many it holds. */
export function DiffFilters({ diff, summary }: { diff: DiffView; summary: DiffSummaryData }) {
  const t = useTranslations("diff");
  const { view, setView } = diff;
  const setText = useDebouncedCallback(
    (q: string) => void setView({ q: q === "" ? null : q, offset: null }),
    settleMs,
  );
  const option = <V extends string>(value: V, label: string, count: number | undefined) => ({
    value,
    label: `${label} (${count ?? 0})`,
  });
  const sections = dumpSections.filter((each) => (summary.bySection[each] ?? 0) > 0 || each === view.section);
  return (
    <div className={classes.filters}>
      <TextInput
        className={classes.grow}
        size="xs"
        aria-label={t("filter.text")}
        placeholder={t("filter.text")}
        defaultValue={view.q}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        size="xs"
        clearable
        aria-label={t("filter.section")}
        placeholder={t("filter.section")}
        data={sections.map((each) => option(each, t(`section.${each}`), summary.bySection[each]))}
        value={view.section}
        onChange={(value) =>
          void setView({ section: sections.find((each) => each === value) ?? null, offset: null })
        }
      />
      <Select
        size="xs"
        clearable
        aria-label={t("filter.kind")}
        placeholder={t("filter.kind")}
        data={changeKinds.map((each) => option(each, t(`kind.${each}`), summary.byKind[each]))}
        value={view.kind}
        onChange={(value) =>
          void setView({ kind: changeKinds.find((each) => each === value) ?? null, offset: null })
        }
      />
      <Select
        size="xs"
        clearable
        aria-label={t("filter.severity")}
        placeholder={t("filter.severity")}
        data={changeSeverities.map((each) => option(each, t(`severity.${each}`), summary.bySeverity[each]))}
        value={view.severity}
        onChange={(value) =>
          void setView({ severity: changeSeverities.find((each) => each === value) ?? null, offset: null })
        }
      />
      {summary.expected === 0 ? null : (
        <Switch
          size="xs"
          label={`${t("filter.expected")} (${summary.expected})`}
          checked={view.expected}
          onChange={(event) => void setView({ expected: event.currentTarget.checked || null, offset: null })}
        />
      )}
    </div>
  );
}
