"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { useBecause } from "./use-because";
import { OwnerLink } from "@/components/proxies/owner-link";
import { useTRPC } from "@/components/query/trpc";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { FlowStep, SkippedRoute } from "@/lib/proxies/explain-flow/explanation";

type Props = { step: Extract<FlowStep, { kind: "route" }>; context: WayContext };

/** Routes that did not take the request, each with the first condition that fails; of thousands, all when wanted. */
export function SkippedTable({ step, context }: Props) {
  const t = useTranslations("explain");
  const [wantsAll, setWantsAll] = useState(false);
  if (wantsAll) return <AllSkipped step={step} context={context} />;
  return (
    <>
      <Skipped skipped={step.skipped} />
      {step.skippedMore === 0 ? null : (
        <p className={classes.muted}>
          {t("detail.skippedSome", { count: step.skipped.length })}{" "}
          <Button size="compact-xs" variant="default" onClick={() => setWantsAll(true)}>
            {t("detail.skippedAll", { count: step.skipped.length + step.skippedMore })}
          </Button>
        </p>
      )}
    </>
  );
}

function AllSkipped({ step, context: { target, request } }: Props) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.explain.skipped.queryOptions({
      target,
      request,
      table: step.resource?.id ?? "",
      index: step.index,
    }),
  );
  return <QueryBoundary query={query}>{(skipped) => <Skipped skipped={skipped} />}</QueryBoundary>;
}

function Skipped({ skipped }: { skipped: readonly SkippedRoute[] }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const columns: readonly DataColumn<SkippedRoute>[] = [
    { id: "index", header: t("detail.index"), value: ({ index }) => index + 1, width: 64, align: "end" },
    {
      id: "name",
      header: t("detail.name"),
      value: ({ name }) => name,
      cell: (route) => (route.name === "" ? <OwnerLink owner={route.owner} /> : route.name),
      grow: 1,
    },
    { id: "condition", header: t("detail.condition"), value: ({ condition }) => condition, grow: 2 },
    { id: "why", header: t("detail.why"), value: ({ because }) => because.map(say).join("; "), grow: 2 },
  ];
  return (
    <DataTable
      rows={skipped}
      columns={columns}
      rowKey={({ index }) => `${index}`}
      caption={t("detail.skipped", { count: skipped.length })}
      urlKey="skipped"
      maxHeight={260}
    />
  );
}
