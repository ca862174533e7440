"use client";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { FactList } from "./fact-list";
import { RbacFacts } from "./rbac-facts";
import { StatusBadge } from "@/components/ui/status-badge";
import type { FilterFacts } from "@/lib/proxies/facts/filter";

/** Filters that no page can see into: what they do is code. */
const opaqueTypes = /\.(?:wasm|lua|golang|dynamic_modules)\./;

type Props = {
  title: string;
  filters: readonly FilterFacts[];
  /** 4 within a part that has a heading itself. */
  level?: 3 | 4;
};

/** Filters in the order in which traffic meets them, each opens to its configuration. */
export function FilterList({ title, filters, level = 3 }: Props) {
  const Heading = `h${level}` as const;
  if (filters.length === 0) return null;
  return (
    <div className={classes.block}>
      <Heading className={classes.heading}>{title}</Heading>
      <ol className={classes.filters}>
        {filters.map((filter, index) => (
          <li key={`${filter.name}#${index}`}>
            <FilterItem filter={filter} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function FilterItem({ filter }: { filter: FilterFacts }) {
  const t = useTranslations("proxies");
  const isEmpty =
    filter.facts.length === 0 &&
    filter.rbac === undefined &&
    filter.shadow === undefined &&
    filter.code === undefined;
  const head = (
    <>
      <span>{filter.name.replace(/^envoy\.filters\.(?:http|network|listener)\./, "")}</span>
      {filter.isDisabled ? <StatusBadge tone="idle" label={t("filterMark.disabled")} /> : null}
      {filter.discovery === undefined ? null : <StatusBadge tone="info" label="ECDS" />}
      {opaqueTypes.test(filter.type) ? <StatusBadge tone="unknown" label={t("filterMark.opaque")} /> : null}
      {filter.rbac === undefined ? null : (
        <span className={classes.muted}>
          {t("filterMark.policies", { action: filter.rbac.action, count: filter.rbac.policies.length })}
        </span>
      )}
    </>
  );
  if (isEmpty) return <div className={classes.filterHead}>{head}</div>;
  return (
    <details>
      <summary className={classes.filterHead}>{head}</summary>
      <div className={classes.filterBody}>
        {filter.type === "" ? null : <p className={`${classes.muted} ${classes.mono}`}>{filter.type}</p>}
        <FactList facts={filter.facts} />
        {filter.rbac === undefined ? null : <RbacFacts rules={filter.rbac} />}
        {filter.shadow === undefined ? null : <RbacFacts rules={filter.shadow} isShadow />}
        {filter.code === undefined ? null : <pre className={classes.code}>{filter.code}</pre>}
      </div>
    </details>
  );
}
