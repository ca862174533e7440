"use client";
import { Link } from "@/components/ui/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import { useNowMs } from "@/components/ui/data-age";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { formatAge } from "@/lib/format/duration";
import type { ApplicableObject } from "@/lib/services/applicable-objects";

/** The objects that decide about the service, with what each does. */
export function ServiceObjects({ objects }: { objects: readonly ApplicableObject[] }) {
  const t = useTranslations("services");
  const href = useViewHref();
  const nowMs = useNowMs();
  const columns = useMemo<readonly DataColumn<ApplicableObject>[]>(
    () => [
      { id: "kind", header: t("col.kind"), width: 190, value: (row) => row.ref.kind },
      {
        id: "name",
        header: t("col.name"),
        grow: 3,
        width: 180,
        value: (row) => row.ref.name,
        cell: (row) => (
          <Link
            href={href(
              `/config/${encodeURIComponent(row.ref.kind)}/${encodeURIComponent(row.ref.namespace)}/${encodeURIComponent(row.ref.name)}`,
            )}
          >
            {row.ref.name}
          </Link>
        ),
      },
      { id: "namespace", header: t("col.namespace"), grow: 2, width: 120, value: (row) => row.ref.namespace },
      {
        id: "relation",
        header: t("col.relation"),
        grow: 3,
        width: 190,
        value: (row) => t(`relation.${row.relation}`),
      },
      {
        id: "age",
        header: t("col.age"),
        width: 90,
        align: "end",
        value: (row) => (row.createdAt === undefined ? undefined : -Date.parse(row.createdAt)),
        cell: (row) =>
          row.createdAt === undefined || nowMs === 0
            ? undefined
            : formatAge(nowMs - Date.parse(row.createdAt)),
      },
    ],
    [t, href, nowMs],
  );
  return (
    <DataTable
      rows={objects}
      columns={columns}
      rowKey={(row) => `${row.ref.kind}/${row.ref.namespace}/${row.ref.name}`}
      caption={t("section.objects")}
      urlKey="objects"
      emptyText={t("noObjects")}
      exportName="objects"
      maxHeight="calc(100vh - 330px)"
    />
  );
}
