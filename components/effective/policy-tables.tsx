"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ObjectLink } from "./object-link";
import type { DestinationPolicy, InapplicableObject } from "./router-outputs";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatMeasure } from "@/lib/format/measure";
import { printObjectRef } from "@/lib/mesh/object-ref";

type Cluster = DestinationPolicy["cluster"];

function limitsOf({ circuitBreakers }: Cluster): string | undefined {
  const entries = Object.entries(circuitBreakers ?? {}).filter(([, value]) => typeof value === "number");
  return entries.length === 0
    ? undefined
    : entries.map(([key, value]) => `${key} ${String(value)}`).join(", ");
}

function ejectionOf({ outlierDetection }: Cluster): string | undefined {
  if (outlierDetection === undefined) return undefined;
  const { consecutive5xx, consecutiveGatewayErrors, baseEjectionMs, maxEjectionPercent } = outlierDetection;
  return [
    consecutive5xx === undefined ? undefined : `${consecutive5xx} × 5xx`,
    consecutiveGatewayErrors === undefined ? undefined : `${consecutiveGatewayErrors} × gateway`,
    baseEjectionMs === undefined ? undefined : formatMeasure(baseEjectionMs, "ms"),
    maxEjectionPercent === undefined ? undefined : `≤ ${maxEjectionPercent} %`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** The DestinationRule policy in force for each port and subset, with where it comes from. */
export function PolicyTable({ policies }: { policies: readonly DestinationPolicy[] }) {
  const t = useTranslations("effective");
  const columns = useMemo<readonly DataColumn<DestinationPolicy>[]>(
    () => [
      { id: "port", header: t("col.port"), width: 70, align: "end", value: (row) => row.port },
      {
        id: "subset",
        header: t("col.subset"),
        width: 110,
        value: (row) => (row.subset === "" ? t("wholeService") : row.subset),
      },
      {
        id: "endpoints",
        header: t("col.ready"),
        width: 80,
        align: "end",
        value: (row) => row.readyEndpoints,
        cell: (row) => `${row.readyEndpoints}/${row.endpoints}`,
      },
      { id: "balancer", header: t("col.balancer"), width: 130, value: (row) => row.cluster.loadBalancer },
      { id: "limits", header: t("col.limits"), width: 150, grow: 2, value: (row) => limitsOf(row.cluster) },
      {
        id: "ejection",
        header: t("col.ejection"),
        width: 150,
        grow: 2,
        value: (row) => ejectionOf(row.cluster),
      },
      {
        id: "connect",
        header: t("col.connect"),
        width: 90,
        align: "end",
        value: (row) => row.cluster.connectTimeoutMs,
        cell: (row) => formatMeasure(row.cluster.connectTimeoutMs, "ms"),
      },
      {
        id: "origin",
        header: t("col.origin"),
        width: 200,
        grow: 2,
        value: (row) => (row.origin === undefined ? t("defaults") : printObjectRef(row.origin)),
        cell: (row) => (row.origin === undefined ? t("defaults") : <ObjectLink at={row.origin} />),
      },
    ],
    [t],
  );
  return (
    <Section title={t("policies.title")} flush>
      <DataTable
        rows={policies}
        columns={columns}
        rowKey={(row) => `${row.port} ${row.subset}`}
        caption={t("policies.title")}
        urlKey="policies"
        exportName="destination-policies"
        emptyText={t("policies.none")}
        maxHeight={300}
      />
    </Section>
  );
}

type Connection = DestinationPolicy["connections"][number] & {
  readonly subset: string;
  readonly servicePort: number;
};

const tones = { mutual_tls: "ok", tls: "ok", plaintext: "degraded", refused: "failing" } as const;

/** What the caller's proxy speaks, what each workload accepts, and what comes of it. */
export function ConnectionTable({ policies }: { policies: readonly DestinationPolicy[] }) {
  const t = useTranslations("effective");
  const rows = useMemo<readonly Connection[]>(
    () =>
      policies.flatMap(({ connections, subset, port }) =>
        connections.map((one) => ({ ...one, subset, servicePort: port })),
      ),
    [policies],
  );
  const columns = useMemo<readonly DataColumn<Connection>[]>(
    () => [
      { id: "port", header: t("col.port"), width: 70, align: "end", value: (row) => row.servicePort },
      {
        id: "subset",
        header: t("col.subset"),
        width: 110,
        value: (row) => (row.subset === "" ? t("wholeService") : row.subset),
      },
      {
        id: "workload",
        header: t("col.server"),
        width: 150,
        grow: 2,
        value: (row) => `${row.workload.namespace}/${row.workload.name}`,
      },
      {
        id: "client",
        header: t("col.clientSide"),
        width: 180,
        grow: 2,
        value: (row) => t(`tls.${row.client.mode}`),
        cell: (row) => (
          <>
            {t(`tls.${row.client.mode}`)}
            {row.client.origin === undefined ? null : (
              <>
                {" · "}
                <ObjectLink at={row.client.origin} />
              </>
            )}
          </>
        ),
      },
      {
        id: "serverMode",
        header: t("col.serverSide"),
        width: 180,
        grow: 2,
        value: (row) => (row.server.isInMesh ? row.server.mode : t("notInMesh")),
        cell: (row) => (
          <>
            {row.server.isInMesh ? row.server.mode : t("notInMesh")}
            {row.server.origin === undefined ? ` · ${t("defaults")}` : " · "}
            {row.server.origin === undefined ? null : <ObjectLink at={row.server.origin} />}
          </>
        ),
      },
      {
        id: "outcome",
        header: t("col.outcome"),
        width: 130,
        value: (row) => t(`security.${row.security.kind}`),
        cell: (row) => (
          <span title={row.security.kind === "refused" ? row.security.reason : undefined}>
            <StatusBadge tone={tones[row.security.kind]} label={t(`security.${row.security.kind}`)} />
          </span>
        ),
      },
    ],
    [t],
  );
  return (
    <Section title={t("connections.title")} flush>
      <DataTable
        rows={rows}
        columns={columns}
        rowKey={(row) => `${row.servicePort} ${row.subset} ${row.workload.name} ${row.port}`}
        caption={t("connections.title")}
        urlKey="connections"
        exportName="connections"
        emptyText={t("connections.none")}
        maxHeight={300}
      />
    </Section>
  );
}

/** Objects that name the host and do nothing for this caller. */
export function InapplicableTable({ objects }: { objects: readonly InapplicableObject[] }) {
  const t = useTranslations("effective");
  const columns = useMemo<readonly DataColumn<InapplicableObject>[]>(
    () => [
      {
        id: "object",
        header: t("col.object"),
        width: 240,
        grow: 2,
        value: (row) => printObjectRef(row.ref),
        cell: (row) => <ObjectLink at={row.ref} />,
      },
      {
        id: "reason",
        header: t("col.reason"),
        width: 320,
        grow: 3,
        value: (row) => t(`reason.${row.reason}`, { detail: row.detail ?? "" }),
      },
      {
        id: "winner",
        header: t("col.winner"),
        width: 220,
        grow: 2,
        value: (row) => (row.winner === undefined ? undefined : printObjectRef(row.winner)),
        cell: (row) => (row.winner === undefined ? undefined : <ObjectLink at={row.winner} />),
      },
    ],
    [t],
  );
  return (
    <Section title={t("inapplicable.title")} flush>
      <DataTable
        rows={objects}
        columns={columns}
        rowKey={(row) => printObjectRef(row.ref)}
        caption={t("inapplicable.title")}
        urlKey="inapplicable"
        exportName="objects-without-effect"
        emptyText={t("inapplicable.none")}
        maxHeight={280}
      />
    </Section>
  );
}
