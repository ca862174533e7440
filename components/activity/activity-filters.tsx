"use client";
import { Button, Select } from "@mantine/core";
import { parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import type { ActivityRow } from "./activity-columns";
import { useChangeKind } from "./use-change-kind";

const parsers = { kind: parseAsString, result: parseAsString, who: parseAsString, target: parseAsString };

const targetOf = ({ service }: ActivityRow): string =>
  service.name === "" ? service.namespace : `${service.namespace}/${service.name}`;

/** The list's filters, kept in the URL: `?target=shop/cart` is every change of one service. */
export function useActivityFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  const keep = (row: ActivityRow) =>
    (filters.kind === null || row.kind === filters.kind) &&
    (filters.result === null || row.state === filters.result) &&
    (filters.who === null || row.actor === filters.who) &&
    (filters.target === null || targetOf(row) === filters.target);
  const isAny = Object.values(filters).every((value) => value === null);
  return { filters, setFilters, keep, isAny };
}

type Props = { readonly rows: readonly ActivityRow[] } & Omit<ReturnType<typeof useActivityFilters>, "keep">;

export function ActivityFilters({ rows, filters, setFilters, isAny }: Props) {
  const t = useTranslations("activity.filters");
  const c = useTranslations("changes");
  const kindOf = useChangeKind();
  const choices = [
    { id: "kind", values: rows.map(({ kind }) => kind), label: kindOf },
    {
      id: "result",
      values: rows.map(({ state }) => state),
      label: (state: string) => (c.has(`state.${state}`) ? c(`state.${state}`) : state),
    },
    { id: "who", values: rows.map(({ actor }) => actor), label: (actor: string) => actor },
    { id: "target", values: rows.map(targetOf), label: (target: string) => target },
  ] as const;
  return (
    <>
      {choices.map(({ id, values, label }) => {
        const name = t(id === "result" ? "state" : id);
        const chosen = filters[id];
        const all = new Set([...values, ...(chosen === null ? [] : [chosen])]);
        return (
          <Select
            key={id}
            size="xs"
            w={id === "target" ? 190 : 140}
            aria-label={name}
            placeholder={name}
            clearable
            searchable={id === "target" || id === "who"}
            value={chosen}
            onChange={(value) => void setFilters({ [id]: value })}
            data={[...all].toSorted().map((value) => ({ value, label: label(value) }))}
          />
        );
      })}
      {isAny ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => void setFilters({ kind: null, result: null, who: null, target: null })}
        >
          {t("clear")}
        </Button>
      )}
    </>
  );
}
