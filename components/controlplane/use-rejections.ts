"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { keyOf } from "./board-table";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import type { BoardRow } from "@/lib/controlplane/board";

/** What proxies refuse, asked again when they refuse something else or others do. */
export function useRejections(rows: readonly BoardRow[]) {
  const trpc = useTRPC();
  const { cluster } = useScope();
  const refusedKey = rows
    .flatMap((row) => {
      const errors = Object.values(row.cells).flatMap(({ error }) => error ?? []);
      return errors.length === 0 ? [] : [`${keyOf(row)} ${errors.join(" ")}`];
    })
    .toSorted()
    .join();
  const isAsked = refusedKey !== "";
  const query = useQuery(trpc.controlplane.rejections.queryOptions({ cluster }, { enabled: isAsked }));
  const { refetch } = query;
  useEffect(() => {
    if (isAsked) void refetch();
  }, [isAsked, refusedKey, refetch]);
  return { query, isAsked };
}
export type RejectionsQuery = ReturnType<typeof useRejections>["query"];
