"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import classes from "./diff.module.css";
import { DiffShortcuts } from "./diff-shortcuts";
import { TargetPicker } from "./target-picker";
import type { DiffView } from "./use-diff-view";
import { useUploads } from "@/components/proxies/snapshots/use-uploads";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { ErrorState } from "@/components/ui/error-state";
import { SourceWarnings } from "@/components/ui/source-warnings";

const UploadResults = dynamic(
  async () => (await import("@/components/proxies/snapshots/upload-results")).UploadResults,
  { ssr: false },
);

/** Both sides' pickers and the usual comparisons of what is chosen. */
export function DiffPickers({ diff }: { diff: DiffView }) {
  const { left, right, setSide } = diff;
  const trpc = useTRPC();
  const scope = useScope();
  // A proxy of any namespace may be compared, whatever the page's scope is.
  const list = useQuery(trpc.proxies.list.queryOptions({ ...scope, namespaces: [] }));
  const kept = useQuery(trpc.snapshots.list.queryOptions({}));
  const rows = (list.data?.data.rows ?? []).filter(({ connection }) => connection !== "no_proxy");
  const snapshots = kept.data?.data.snapshots ?? [];
  const uploads = useUploads();
  /** The first file is for the side that it was given to, the second for the other; two dumps of one file as well. */
  const take = (side: "left" | "right", files: readonly File[]) => {
    const other = side === "left" ? "right" : "left";
    uploads.add(files, ([first, second], index) => {
      if (first !== undefined && index < 2) setSide(index === 0 ? side : other, { snapshot: first.id });
      if (second !== undefined && files.length === 1 && diff[other] === undefined)
        setSide(other, { snapshot: second.id });
    });
  };
  const pickers = (["left", "right"] as const).map((side) => (
    <TargetPicker
      key={side}
      side={side}
      target={side === "left" ? left : right}
      cluster={scope.cluster}
      pods={rows}
      snapshots={snapshots}
      onChange={(target) => setSide(side, target)}
      onFiles={(files) => take(side, files)}
    />
  ));
  const error = list.error ?? kept.error;
  return (
    <>
      <div className={classes.pickers}>
        {pickers}
        <DiffShortcuts diff={diff} rows={rows} snapshots={snapshots} />
      </div>
      {uploads.rows.length === 0 ? null : (
        <UploadResults rows={uploads.rows} onCancel={uploads.cancel} onClear={uploads.clear} />
      )}
      {/* Nothing to choose from is not explained by an empty list. */}
      {rows.length === 0 ? <SourceWarnings warnings={list.data?.warnings ?? []} /> : null}
      {error === null ? null : (
        <ErrorState error={error} onRetry={() => void Promise.all([list.refetch(), kept.refetch()])} />
      )}
    </>
  );
}
