"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import classes from "./endpoints.module.css";
import type { FleetRow } from "./outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { Measure } from "@/components/ui/measure";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";

function useColumns(): readonly DataColumn<FleetRow>[] {
  const t = useTranslations("endpoints");
  const href = useViewHref();
  return useMemo(() => {
    const words = ({ codes, hasNoEndpoints }: FleetRow) => [
      ...(hasNoEndpoints ? [t("fleet.noEndpoints")] : []),
      ...codes.map(({ code, count }) => `${t(`difference.${code}.name`)} (${count})`),
    ];
    return [
      {
        id: "service",
        header: t("fleet.col.service"),
        width: 180,
        grow: 1,
        value: ({ name }) => name,
        cell: ({ namespace, name, clients }) => (
          <Link
            href={href(`/services/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`, {
              tab: "endpoints",
              ...(clients.length === 0 ? {} : { client: clients.join(",") }),
            })}
          >
            {name}
          </Link>
        ),
      },
      { id: "namespace", header: t("fleet.col.namespace"), width: 140, value: ({ namespace }) => namespace },
      {
        id: "what",
        header: t("fleet.col.what"),
        width: 320,
        grow: 2,
        value: (row) => words(row).join(", "),
        cell: (row) => {
          const [first = "", ...more] = words(row);
          const tone = row.isFailing ? "failing" : row.codes.length > 0 ? "degraded" : "idle";
          return (
            <span title={words(row).join("\n")}>
              <StatusBadge tone={tone} label={first} />
              {more.length === 0 ? null : ` +${more.length}`}
            </span>
          );
        },
      },
      {
        id: "differing",
        header: t("fleet.col.differing"),
        width: 100,
        align: "end",
        value: ({ differingCount }) => differingCount,
        cell: ({ differingCount }) => <Measure value={differingCount} unit="count" />,
      },
      {
        id: "endpoints",
        header: t("fleet.col.endpoints"),
        width: 100,
        align: "end",
        value: ({ addressCount }) => addressCount,
        cell: ({ addressCount }) => <Measure value={addressCount} unit="count" />,
      },
      {
        id: "proxies",
        header: t("fleet.col.proxies"),
        width: 220,
        grow: 1,
        value: ({ clients }) => clients.join(", ") || undefined,
      },
    ];
  }, [t, href]);
}

/** Services whose endpoints differ now, compared when a person asks for it. */
export function EndpointFleet() {
  const t = useTranslations("endpoints.fleet");
  const trpc = useTRPC();
  const { cluster, namespaces } = useScope();
  const [isAsked, setAsked] = useQueryState("endpoints", parseAsBoolean.withDefault(false));
  const columns = useColumns();
  const query = useQuery(
    trpc.endpoints.fleet.queryOptions(
      { cluster, namespaces: [...namespaces] },
      { enabled: isAsked, refetchOnWindowFocus: false },
    ),
  );
  return (
    <Section
      title={t("title")}
      actions={
        <Button
          size="compact-xs"
          variant="default"
          loading={query.isFetching}
          onClick={() => (isAsked ? void query.refetch() : void setAsked(true))}
        >
          {t(isAsked ? "again" : "compare")}
        </Button>
      }
    >
      <p className={classes.lead}>{t("lead")}</p>
      {!isAsked ? null : (
        <QueryBoundary query={query} skeleton={<PageSkeleton rows={3} />}>
          {({ rows, comparedCount, serviceCount, settlingCount, clients }) => (
            <>
              <p className={classes.muted} role="status">
                {t("summary", {
                  compared: comparedCount,
                  settling: settlingCount,
                  clients: clients.join(", ") || t("noClients"),
                })}{" "}
                {serviceCount > comparedCount
                  ? t("limited", { count: comparedCount, all: serviceCount })
                  : null}
              </p>
              <DataTable
                rows={rows}
                columns={columns}
                rowKey={({ namespace, name }) => `${namespace}/${name}`}
                caption={t("caption")}
                urlKey="fleet"
                exportName="endpoint-differences"
                emptyText={t("none")}
                maxHeight={420}
              />
            </>
          )}
        </QueryBoundary>
      )}
    </Section>
  );
}
