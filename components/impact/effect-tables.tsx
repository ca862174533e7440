"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { EffectTable } from "./effect-table";
import classes from "./impact.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { Measure } from "@/components/ui/measure";
import type {
  CallerEffect,
  CapacityEffect,
  DestinationEffect,
  Receiver,
  Receivers,
  WorkloadName,
} from "@/lib/impact/model";

function WorkloadLink({ at }: { at: WorkloadName }) {
  const href = useViewHref();
  const path = `/workloads/${encodeURIComponent(at.namespace)}/${encodeURIComponent(at.workload)}`;
  return (
    <Link className={classes.link} href={href(path)}>
      {at.namespace}/{at.workload}
    </Link>
  );
}

function rateColumn<Row>(
  id: string,
  header: string,
  value: (row: Row) => number | undefined,
): DataColumn<Row> {
  return {
    id,
    header,
    align: "end",
    value,
    cell: (row) => <Measure value={value(row)} unit="rps" />,
  };
}

/** Requests/s by place that they end up at, now and after. */
export function DestinationTable({ rows }: { rows: readonly DestinationEffect[] | undefined }) {
  const t = useTranslations("impact");
  const columns = useMemo<readonly DataColumn<DestinationEffect>[]>(() => {
    const hosts = new Set((rows ?? []).map(({ host }) => host));
    const isMirrored = (rows ?? []).some(
      (row) => (row.mirroredNowRps ?? 0) + (row.mirroredAfterRps ?? 0) > 0,
    );
    const mirrored: readonly DataColumn<DestinationEffect>[] = isMirrored
      ? [rateColumn("mirrored", t("col.mirrored"), (row) => row.mirroredAfterRps)]
      : [];
    const host: readonly DataColumn<DestinationEffect>[] =
      hosts.size > 1 ? [{ id: "host", header: t("col.host"), value: (row) => row.host }] : [];
    return [
      {
        id: "destination",
        header: t("col.destination"),
        value: (row) => row.label,
        cell: (row) => (row.workload === undefined ? row.label : <WorkloadLink at={row.workload} />),
      },
      ...host,
      rateColumn("now", t("col.now"), (row) => row.nowRps),
      rateColumn("after", t("col.after"), (row) => row.afterRps),
      ...mirrored,
    ];
  }, [rows, t]);
  return (
    <EffectTable
      title={t("destinations.title")}
      rows={rows ?? []}
      columns={columns}
      rowKey={(row) => `${row.host} ${row.label}`}
      exportName="predicted-destinations"
      emptyText={rows === undefined ? t("noMetrics") : t("destinations.none")}
    />
  );
}

/** Pods behind each destination, and what each of them has to carry. */
export function CapacityTable({ rows }: { rows: readonly CapacityEffect[] | undefined }) {
  const t = useTranslations("impact");
  const columns = useMemo<readonly DataColumn<CapacityEffect>[]>(
    () => [
      {
        id: "workload",
        header: t("col.workload"),
        value: (row) => `${row.namespace}/${row.workload}`,
        cell: (row) => <WorkloadLink at={row} />,
      },
      {
        id: "pods",
        header: t("col.ready"),
        align: "end",
        value: (row) => row.readyPods,
        cell: (row) => (
          <span className={row.readyPods < row.pods ? classes.up : undefined}>
            {row.readyPods}/{row.pods}
          </span>
        ),
      },
      rateColumn("now", t("col.perPodNow"), (row) => row.nowRpsPerPod),
      rateColumn("after", t("col.perPodAfter"), (row) => row.afterRpsPerPod),
      {
        id: "factor",
        header: t("col.factor"),
        align: "end",
        value: factorOf,
        cell: (row) => {
          const factor = factorOf(row);
          if (factor === undefined) return <Measure value={undefined} unit="count" />;
          return <span className={factor >= 1.5 ? classes.up : undefined}>× {factor.toFixed(2)}</span>;
        },
      },
    ],
    [t],
  );
  return (
    <EffectTable
      title={t("capacity.title")}
      rows={rows ?? []}
      columns={columns}
      rowKey={(row) => `${row.namespace}/${row.workload}`}
      exportName="predicted-capacity"
      emptyText={rows === undefined ? t("noMetrics") : t("capacity.none")}
    />
  );
}

function factorOf({ nowRpsPerPod, afterRpsPerPod }: CapacityEffect): number | undefined {
  if (nowRpsPerPod === undefined || afterRpsPerPod === undefined || nowRpsPerPod <= 0) return undefined;
  return afterRpsPerPod / nowRpsPerPod;
}

/** Who calls, and what becomes different for them. */
export function CallerEffectTable({
  rows,
  isMeasured,
}: {
  rows: readonly CallerEffect[] | undefined;
  isMeasured: boolean;
}) {
  const t = useTranslations("impact");
  const columns = useMemo<readonly DataColumn<CallerEffect>[]>(
    () => [
      {
        id: "caller",
        header: t("col.caller"),
        value: (row) => `${row.namespace}/${row.workload}`,
        cell: (row) => <WorkloadLink at={row} />,
      },
      {
        id: "changes",
        header: t("col.changes"),
        value: (row) => row.changes.map((kind) => t(`effect.${kind}`)).join(", "),
      },
      rateColumn("rps", t("col.rps"), (row) => row.requestsPerSecond),
    ],
    [t],
  );
  return (
    <EffectTable
      title={t("callers.title")}
      rows={rows ?? []}
      columns={columns}
      rowKey={(row) => `${row.namespace}/${row.workload} ${row.host}`}
      exportName="affected-callers"
      emptyText={isMeasured ? t("callers.none") : t("callers.noneUnmeasured")}
    />
  );
}

/** The proxies that are sent something else. */
export function ReceiverTable({ receivers }: { receivers: Receivers }) {
  const t = useTranslations("impact");
  const columns = useMemo<readonly DataColumn<Receiver>[]>(
    () => [
      {
        id: "workload",
        header: t("col.workload"),
        value: (row) => `${row.namespace}/${row.workload}`,
        cell: (row) => <WorkloadLink at={row} />,
      },
      { id: "types", header: t("col.types"), value: (row) => row.types.join(" ") },
      { id: "proxies", header: t("col.proxies"), align: "end", value: (row) => row.proxies },
      rateColumn("rps", t("col.rps"), (row) => row.requestsPerSecond),
    ],
    [t],
  );
  return (
    <EffectTable
      title={t("receivers.title", { proxies: receivers.proxies, all: receivers.proxiesOfMesh })}
      rows={receivers.list}
      columns={columns}
      rowKey={(row) => `${row.namespace}/${row.workload}`}
      exportName="receiving-proxies"
      emptyText={t("receivers.none")}
      shown={5}
    />
  );
}
