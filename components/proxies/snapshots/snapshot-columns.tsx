"use client";
import { Checkbox } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import { FollowSwitch } from "./follow-switch";
import { NoteCell } from "./note-cell";
import type { Snapshot, WatchData } from "./outputs";
import { RemoveButton } from "./remove-button";
import classes from "./snapshots.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DataColumn } from "@/components/ui/data-table";
import { formatInstant } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";

/** Where a snapshot's page is. */
export function snapshotPath(id: string): string {
  return `/proxies/snapshots/${encodeURIComponent(id)}`;
}

/** What the list knows beside its snapshots. */
export type SnapshotListState = {
  readonly picked: readonly string[];
  readonly onPick: (id: string) => void;
  readonly watches: readonly WatchData[];
};

/** Columns of the list of snapshots. */
export function useSnapshotColumns(state: SnapshotListState): readonly DataColumn<Snapshot>[] {
  const t = useTranslations("snapshots");
  const locale = useLocale();
  const href = useViewHref();
  return [
    {
      id: "pick",
      header: t("col.pick"),
      value: () => undefined,
      cell: ({ id, title }) => (
        <Checkbox
          size="xs"
          aria-label={t("pickOf", { title })}
          checked={state.picked.includes(id)}
          onChange={() => state.onPick(id)}
        />
      ),
      sortable: false,
      width: 76,
    },
    {
      id: "title",
      header: t("col.title"),
      value: ({ title }) => title,
      cell: ({ id, title, warnings }) => (
        <span className={classes.cellLine}>
          <Link className={classes.cellTitle} title={title} href={href(snapshotPath(id))}>
            {title}
          </Link>
          {warnings.length === 0 ? null : <StatusBadge tone="degraded" label={t("incomplete")} />}
        </span>
      ),
      width: 210,
      grow: 2,
    },
    { id: "namespace", header: t("col.namespace"), value: ({ proxy }) => proxy?.namespace, width: 104 },
    { id: "kind", header: t("col.kind"), value: ({ kind }) => t(`kind.${kind}`), width: 84 },
    { id: "origin", header: t("col.origin"), value: ({ origin }) => t(`origin.${origin}`), width: 136 },
    {
      id: "takenAt",
      header: t("col.takenAt"),
      value: ({ takenAtMs }) => takenAtMs,
      cell: ({ takenAtMs }) => formatInstant(takenAtMs, locale),
      width: 168,
    },
    {
      id: "note",
      header: t("col.note"),
      value: ({ note }) => note || undefined,
      cell: (snapshot) => <NoteCell snapshot={snapshot} />,
      width: 150,
      grow: 1,
    },
    {
      id: "follow",
      header: t("col.follow"),
      value: ({ proxy }) =>
        proxy === undefined || proxy.cluster === ""
          ? undefined
          : t(watchOf(state, proxy) === undefined ? "follow.off" : "follow.on"),
      cell: ({ proxy }) =>
        proxy === undefined || proxy.cluster === "" ? null : (
          <FollowSwitch proxy={proxy} watch={watchOf(state, proxy)} />
        ),
      width: 96,
    },
    {
      id: "actions",
      header: t("col.actions"),
      value: () => undefined,
      cell: (snapshot) => <RemoveButton snapshot={snapshot} />,
      sortable: false,
      width: 90,
    },
    ...factColumns(t),
  ];
}

type Words = ReturnType<typeof useTranslations<"snapshots">>;

function factColumns(t: Words): readonly DataColumn<Snapshot>[] {
  return [
    {
      id: "cluster",
      header: t("col.cluster"),
      value: ({ proxy }) =>
        proxy === undefined ? undefined : proxy.cluster === "" ? t("unknownPlace") : proxy.cluster,
      width: 90,
    },
    { id: "file", header: t("col.file"), value: ({ fileName }) => fileName, width: 120 },
    { id: "createdBy", header: t("col.createdBy"), value: ({ createdBy }) => createdBy, width: 90 },
    { id: "version", header: t("col.version"), value: ({ istioVersion }) => istioVersion, width: 76 },
    {
      id: "resources",
      header: t("col.resources"),
      // A ztunnel's tables have no resources to count.
      value: ({ kind, resourceCount }) => (kind === "ztunnel" ? undefined : resourceCount),
      align: "end",
      width: 100,
    },
    {
      id: "size",
      header: t("col.size"),
      value: ({ sizeBytes }) => sizeBytes,
      cell: ({ sizeBytes }) => formatMeasure(sizeBytes, "bytes"),
      align: "end",
      width: 90,
    },
    {
      id: "content",
      header: t("col.content"),
      value: ({ contentHash }) => contentHash.slice(0, 8),
      width: 90,
    },
  ];
}

function watchOf({ watches }: SnapshotListState, proxy: NonNullable<Snapshot["proxy"]>) {
  return watches.find(
    ({ cluster, namespace, pod }) =>
      cluster === proxy.cluster && namespace === proxy.namespace && pod === proxy.pod,
  );
}
