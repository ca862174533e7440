"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ChangeValues } from "./change-values";
import classes from "./diff.module.css";
import type { ChangeData, PlaceData } from "./outputs";
import type { DiffQuery } from "./use-diff-view";
import { useTRPC } from "@/components/query/trpc";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { QueryBoundary } from "@/components/ui/query-boundary";

/** Where a change stands that is the same in many places; each opens to its values. */
export function ChangePlaces({ change, query: input }: { change: ChangeData; query: DiffQuery }) {
  const t = useTranslations("diff");
  const trpc = useTRPC();
  const [open, setOpen] = useState<PlaceData>();
  const { offset: _offset, limit: _limit, ...filter } = input;
  const query = useQuery(trpc.diff.places.queryOptions({ ...filter, id: change.id }));
  const columns: readonly DataColumn<PlaceData>[] = [
    {
      id: "resource",
      header: t("placeColumn.resource"),
      value: ({ resource }) => resource,
      width: 260,
      grow: 2,
    },
    {
      id: "path",
      header: t("placeColumn.path"),
      value: ({ pathText }) => (pathText === "" ? t("wholeResource") : pathText),
      width: 220,
      grow: 3,
    },
  ];
  return (
    <div className={classes.places}>
      <p className={classes.dim}>{t("placesNote")}</p>
      <QueryBoundary query={query}>
        {(places) => (
          <DataTable
            rows={places}
            columns={columns}
            rowKey={({ id }) => id}
            caption={t("placesOf")}
            urlKey="places"
            filterPlaceholder={t("filterPlaces")}
            exportName="places"
            maxHeight={300}
            onOpen={setOpen}
            isSelected={({ id }) => id === open?.id}
          />
        )}
      </QueryBoundary>
      {open === undefined ? null : (
        <ChangeValues
          key={open.id}
          pair={{ left: input.left, right: input.right }}
          id={open.id}
          label={`${open.resource} ${open.pathText}`}
          isWhole={open.pathText === ""}
        />
      )}
    </div>
  );
}
