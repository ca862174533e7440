"use client";
import { useQuery } from "@tanstack/react-query";
import classes from "./diff.module.css";
import { DiffShortcuts } from "./diff-shortcuts";
import { TargetPicker } from "./target-picker";
import type { DiffView } from "./use-diff-view";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { ErrorState } from "@/components/ui/error-state";
import { SourceWarnings } from "@/components/ui/source-warnings";

/** Both sides' pickers and the usual comparisons of what is chosen. */
export function DiffPickers({ diff }: { diff: DiffView }) {
  const { left, right, setSide } = diff;
  const trpc = useTRPC();
  const scope = useScope();
  // A proxy of any namespace may be compared, whatever the page's scope is.
  const list = useQuery(trpc.proxies.list.queryOptions({ ...scope, namespaces: [] }));
  const kept = useQuery(trpc.snapshots.list.queryOptions({}));
  const rows = (list.data?.data.rows ?? []).filter(
    ({ connection, type }) => connection !== "no_proxy" && type !== "ztunnel",
  );
  const snapshots = (kept.data?.data.snapshots ?? []).filter(({ kind }) => kind !== "ztunnel");
  const pickers = (["left", "right"] as const).map((side) => (
    <TargetPicker
      key={side}
      side={side}
      target={side === "left" ? left : right}
      cluster={scope.cluster}
      pods={rows}
      snapshots={snapshots}
      onChange={(target) => setSide(side, target)}
    />
  ));
  const error = list.error ?? kept.error;
  return (
    <>
      <div className={classes.pickers}>
        {pickers}
        <DiffShortcuts diff={diff} rows={rows} snapshots={snapshots} />
      </div>
      {/* Nothing to choose from is not explained by an empty list. */}
      {rows.length === 0 ? <SourceWarnings warnings={list.data?.warnings ?? []} /> : null}
      {error === null ? null : (
        <ErrorState error={error} onRetry={() => void Promise.all([list.refetch(), kept.refetch()])} />
      )}
    </>
  );
}
