"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/query/trpc";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { YamlDiff } from "@/components/ui/yaml-diff";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** Both whole values of a change, side by side. */
export function ChangeValues({
  pair,
  id,
  label,
}: {
  pair: { left: DumpTarget; right: DumpTarget };
  id: string;
  label: string;
}) {
  const trpc = useTRPC();
  const query = useQuery(trpc.diff.change.queryOptions({ ...pair, id }));
  return (
    <QueryBoundary query={query}>
      {({ before, after }) => <YamlDiff before={before} after={after} label={label} />}
    </QueryBoundary>
  );
}
