"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { HostChoice } from "./host-choice";
import { ModeBadge } from "./mode-badge";
import type { SecurityRead, WorkloadPosture } from "./outputs";
import type { SecurityKind } from "./security-kinds";
import classes from "./security.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { ServiceStep } from "@/components/routing/service-step";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { IntentTarget } from "@/lib/changes/intent-module";
import { rootNamespace } from "@/lib/xds/mesh-objects";

type Props = { readonly kind: SecurityKind; readonly onChoose: (target: IntentTarget) => void };
type Row = IntentTarget & {
  readonly mtls?: NonNullable<WorkloadPosture["mtls"]>;
  readonly what: "mesh" | "namespace" | "workload";
};

/** What the change is about: the mesh, a namespace, a workload; for TLS to a backend a service or any host. */
export function TargetStep({ kind, onChoose }: Props) {
  if (kind !== "backend_tls") return <PolicyTargets kind={kind} onChoose={onChoose} />;
  return (
    <div className={classes.page}>
      <HostChoice onChoose={onChoose} />
      <ServiceStep onChoose={onChoose} />
    </div>
  );
}

function rowsOf(data: SecurityRead, kind: SecurityKind): readonly Row[] {
  const mesh: Row = {
    namespace: rootNamespace,
    name: "",
    what: "mesh",
    ...(data.mesh === undefined ? {} : { mtls: data.mesh }),
  };
  return [
    mesh,
    ...data.namespaces
      // A policy of the root namespace counts for the whole mesh, which is the first row.
      .filter(({ namespace }) => namespace !== rootNamespace)
      .map(({ namespace, mtls }): Row => ({
        namespace,
        name: "",
        what: "namespace",
        ...(mtls === undefined ? {} : { mtls }),
      })),
    ...data.workloads
      // Outside of the mesh no proxy would read the policy, and a gateway's listeners have their own TLS.
      .filter(
        ({ dataplane }) =>
          dataplane !== "none" && (dataplane !== "gateway" || kind === "access" || kind === "jwt"),
      )
      .map(({ namespace, name, mtls }): Row => ({
        namespace,
        name,
        what: "workload",
        ...(mtls === undefined ? {} : { mtls }),
      })),
  ];
}

function PolicyTargets({ kind, onChoose }: Props) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const scope = useScope();
  const query = useQuery(trpc.security.read.queryOptions(scope, { staleTime: 30_000 }));
  const name = (row: Row) =>
    row.what === "mesh"
      ? t("target.mesh")
      : row.what === "namespace"
        ? t("target.allOf", { namespace: row.namespace })
        : row.name;
  const columns: readonly DataColumn<Row>[] = [
    { id: "namespace", header: t("col.namespace"), width: 160, grow: 1, value: (row) => row.namespace },
    { id: "what", header: t("target.what"), width: 220, grow: 2, value: name },
    {
      id: "mtls",
      header: t("col.mtls"),
      width: 240,
      grow: 2,
      value: (row) => row.mtls?.mode,
      cell: (row) => <ModeBadge mtls={row.mtls} />,
    },
  ];
  return (
    <>
      <p className={classes.lead}>{t("target.lead")}</p>
      <QueryBoundary
        query={query}
        isEmpty={({ workloads }) => workloads.length === 0}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(data) => (
          <DataTable
            rows={rowsOf(data, kind)}
            columns={columns}
            rowKey={(row) => `${row.what}/${row.namespace}/${row.name}`}
            caption={t("target.caption")}
            urlKey="targets"
            filterPlaceholder={t("target.filter")}
            exportName="targets"
            onOpen={({ namespace, name: chosen }) => onChoose({ namespace, name: chosen })}
          />
        )}
      </QueryBoundary>
    </>
  );
}
