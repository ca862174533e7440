"use client";
import { SegmentedControl } from "@mantine/core";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { FleetProgress } from "./fleet-progress";
import { useFind } from "./use-fleet";
import type { FleetRow } from "../outputs";
import classes from "../proxies.module.css";
import { proxyHref } from "../proxy-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { Link } from "@/components/ui/link";
import type { FleetAsk } from "@/lib/proxies/fleet/question";

const tabOf = {
  cluster: "clusters",
  route: "routes",
  listener: "listeners",
  endpoint: "endpoints",
  extension: "ecds",
} as const;

const sides = ["have", "lack"] as const;

/** The proxies that have what was asked for, or those that do not. */
export function FindResult({ ask, text }: { ask: FleetAsk; text: string }) {
  const t = useTranslations("proxies");
  const [side, setSide] = useQueryState("side", parseAsStringLiteral(sides).withDefault("have"));
  const { query, answer, walk } = useFind(ask, text);
  const columns = useHitColumns(ask);
  const having = answer.found.filter(({ count }) => count > 0);
  if (query.error !== null && query.data === undefined)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const counts = { have: having.length, lack: answer.found.length - having.length };
  return (
    <>
      <FleetProgress answer={answer} walk={walk} />
      <DataTable
        rows={side === "have" ? having : answer.found.filter(({ count }) => count === 0)}
        columns={columns}
        rowKey={(row) => `${row.namespace}/${row.pod}`}
        caption={t("fleet.caption")}
        urlKey="fleet"
        exportName="fleet"
        maxHeight="calc(100vh - 290px)"
        emptyText={walk.isRunning ? t("fleet.starting") : t(`fleet.none.${side}`)}
        tools={
          <SegmentedControl
            size="xs"
            aria-label={t("fleet.side")}
            className={classes.sides}
            data={sides.map((value) => ({ value, label: t(`fleet.${value}`, { count: counts[value] }) }))}
            value={side}
            onChange={(value) => void setSide(value === "lack" ? "lack" : null)}
          />
        }
      />
    </>
  );
}

function useHitColumns(ask: FleetAsk): readonly DataColumn<FleetRow>[] {
  const t = useTranslations("proxies");
  const href = useViewHref();
  return useMemo(
    () => [
      {
        id: "pod",
        header: t("col.pod"),
        width: 270,
        value: (row) => row.pod,
        cell: (row) => <Link href={href(proxyHref(row), { tab: tabOf[ask] })}>{row.pod}</Link>,
      },
      { id: "namespace", header: t("col.namespace"), width: 130, value: (row) => row.namespace },
      { id: "count", header: t("fleet.count"), width: 84, align: "end", value: (row) => row.count },
      {
        id: "hits",
        header: t("fleet.hits"),
        width: 320,
        grow: 1,
        value: (row) => row.hits.map(({ name, text }) => `${name} ${text}`.trim()).join("; "),
        cell: (row) => (
          <span className={classes.hits}>
            {row.hits.map(({ id, at, name, text }) => (
              <Link
                key={`${id} ${at ?? ""} ${name}`}
                href={href(proxyHref(row), { tab: tabOf[ask], sel: id, at })}
                title={text === "" ? name : `${name}\n${text}`}
              >
                {name}
              </Link>
            ))}
          </span>
        ),
      },
    ],
    [t, href, ask],
  );
}
