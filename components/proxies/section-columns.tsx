"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { OwnerLink } from "./owner-link";
import { Remaining } from "./proxy-summary";
import { StateBadges } from "./state-badges";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import { formatDurationUs } from "@/lib/format/duration";
import type { ResourceState } from "@/lib/proxies/resource";
import type { ClusterRow, EndpointRow, ListenerRow, RouteRow } from "@/lib/proxies/section-rows";
import type { RawRow, SecretRow } from "./outputs";

const healthTone: Record<EndpointRow["health"], Tone> = {
  healthy: "ok",
  degraded: "degraded",
  draining: "idle",
  ejected: "failing",
  unhealthy: "failing",
};

function useStateColumn<Row extends { readonly states: readonly ResourceState[] }>(): DataColumn<Row> {
  const t = useTranslations("proxies");
  return useMemo(
    () => ({
      id: "state",
      header: t("col.resourceState"),
      width: 104,
      value: (row) => row.states.join(" "),
      cell: (row) => <StateBadges states={row.states} />,
    }),
    [t],
  );
}

export function useListenerColumns(): readonly DataColumn<ListenerRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<ListenerRow>();
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 150, value: (row) => row.name },
      { id: "address", header: t("col.address"), width: 110, value: (row) => row.address },
      {
        id: "port",
        header: t("col.port"),
        width: 70,
        align: "end",
        value: (row) => (row.port === 0 ? undefined : row.port),
      },
      {
        id: "direction",
        header: t("col.direction"),
        width: 92,
        value: (row) => (row.direction === "unspecified" ? undefined : row.direction),
      },
      { id: "match", header: t("col.match"), width: 220, value: (row) => row.match },
      {
        id: "destination",
        header: t("col.destination"),
        width: 240,
        grow: 1,
        value: (row) => row.destination,
      },
      {
        id: "tls",
        header: t("col.tls"),
        width: 60,
        value: (row) => (row.isTls ? "TLS" : undefined),
        cell: (row) => (row.isTls ? "TLS" : ""),
      },
      { id: "filters", header: t("col.filters"), width: 72, align: "end", value: (row) => row.filters },
      state,
    ],
    [t, state],
  );
}

export function useRouteColumns(): readonly DataColumn<RouteRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<RouteRow>();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("col.name"),
        width: 110,
        value: (row) => (row.name === "" ? undefined : row.name),
      },
      {
        id: "virtualHost",
        header: t("col.virtualHost"),
        width: 180,
        value: (row) => row.virtualHost,
      },
      {
        id: "domains",
        header: t("col.domains"),
        width: 170,
        value: (row) => row.domains.join(", "),
      },
      { id: "match", header: t("col.match"), width: 150, value: (row) => row.match },
      { id: "action", header: t("col.action"), width: 260, grow: 1, value: (row) => row.action },
      {
        id: "timeout",
        header: t("col.timeout"),
        width: 80,
        align: "end",
        value: (row) => row.timeoutMs,
        cell: (row) =>
          row.timeoutMs === undefined
            ? "—"
            : row.timeoutMs === 0
              ? t("noTimeout")
              : formatDurationUs(row.timeoutMs * 1000),
      },
      { id: "retries", header: t("col.retries"), width: 72, align: "end", value: (row) => row.attempts },
      {
        id: "extras",
        header: t("col.extras"),
        width: 84,
        value: (row) => row.extras.map((extra) => t(`extra.${extra}`)).join(", "),
      },
      {
        id: "owner",
        header: t("col.owner"),
        width: 170,
        value: (row) => row.owner?.name,
        cell: (row) => <OwnerLink owner={row.owner} />,
      },
      state,
    ],
    [t, state],
  );
}

export function useClusterColumns(): readonly DataColumn<ClusterRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<ClusterRow>();
  return useMemo(
    () => [
      { id: "host", header: t("col.host"), width: 240, grow: 1, value: (row) => row.host },
      { id: "port", header: t("col.port"), width: 70, align: "end", value: (row) => row.port },
      {
        id: "subset",
        header: t("col.subset"),
        width: 80,
        value: (row) => (row.subset === "" ? undefined : row.subset),
      },
      {
        id: "direction",
        header: t("col.direction"),
        width: 92,
        value: (row) => (row.direction === "" ? undefined : row.direction),
      },
      { id: "type", header: t("col.clusterType"), width: 116, value: (row) => row.type },
      { id: "lb", header: t("col.lb"), width: 132, value: (row) => row.lbPolicy },
      { id: "tls", header: t("col.tls"), width: 140, value: (row) => t(`tls.${row.tls}`) },
      {
        id: "owner",
        header: t("col.owner"),
        width: 180,
        value: (row) => row.owner?.name,
        cell: (row) => <OwnerLink owner={row.owner} />,
      },
      state,
    ],
    [t, state],
  );
}

export function useEndpointColumns(): readonly DataColumn<EndpointRow>[] {
  const t = useTranslations("proxies");
  return useMemo(
    () => [
      { id: "address", header: t("col.address"), width: 150, value: (row) => row.address },
      {
        id: "health",
        header: t("col.health"),
        width: 104,
        value: (row) => row.health,
        cell: (row) => <StatusBadge tone={healthTone[row.health]} label={t(`health.${row.health}`)} />,
      },
      { id: "cluster", header: t("col.cluster"), width: 250, grow: 1, value: (row) => row.name },
      count("requests", t("col.requests"), (row) => row.live?.requestsTotal),
      count("errors", t("col.errors"), (row) => row.live?.requestErrors),
      count("active", t("col.active"), (row) => row.live?.connectionsActive),
      {
        id: "workload",
        header: t("col.workload"),
        width: 170,
        value: (row) => (row.workload === "" ? undefined : row.workload),
      },
      {
        id: "locality",
        header: t("col.locality"),
        width: 110,
        value: (row) => (row.locality === "" ? undefined : row.locality),
      },
      { id: "weight", header: t("col.weight"), width: 70, align: "end", value: (row) => row.weight },
      { id: "priority", header: t("col.priority"), width: 74, align: "end", value: (row) => row.priority },
    ],
    [t],
  );
}

function count(
  id: string,
  header: string,
  value: (row: EndpointRow) => number | undefined,
): DataColumn<EndpointRow> {
  return {
    id,
    header,
    width: 88,
    align: "end",
    value,
    cell: (row) => <Measure value={value(row)} unit="count" />,
  };
}

export function useSecretColumns(): readonly DataColumn<SecretRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<SecretRow>();
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 130, value: (row) => row.name },
      { id: "kind", header: t("col.kind"), width: 140, value: (row) => t(`secretKind.${row.kind}`) },
      {
        id: "sans",
        header: t("col.sans"),
        width: 250,
        grow: 1,
        value: (row) => row.certificates[0]?.subjectAltNames.join(", ") || row.certificates[0]?.subject,
      },
      {
        id: "serial",
        header: t("col.serial"),
        width: 150,
        value: (row) => row.certificates[0]?.serial,
      },
      {
        id: "remaining",
        header: t("col.remaining"),
        width: 124,
        value: (row) => row.certificates[0]?.notAfterMs,
        cell: (row) =>
          row.isDelivered ? (
            <Remaining cert={row.certificates[0] ?? {}} />
          ) : (
            <StatusBadge tone="degraded" label={t("notDelivered")} />
          ),
      },
      state,
    ],
    [t, state],
  );
}

export function useRawColumns(): readonly DataColumn<RawRow>[] {
  const t = useTranslations("proxies");
  return useMemo(
    () => [
      {
        id: "name",
        header: t("col.name"),
        width: 280,
        grow: 1,
        value: (row) => (row.name === "" ? row.id : row.name),
      },
      { id: "section", header: t("col.section"), width: 120, value: (row) => row.section },
      { id: "group", header: t("col.group"), width: 200, value: (row) => row.group },
      {
        id: "size",
        header: t("col.size"),
        width: 90,
        align: "end",
        value: (row) => row.sizeBytes,
        cell: (row) => <Measure value={row.sizeBytes} unit="bytes" />,
      },
    ],
    [t],
  );
}
