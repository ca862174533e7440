"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { PushProblem } from "./outputs";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";

/** What istiod's last push complained about; nothing while it complains about nothing. */
export function PushProblems() {
  const t = useTranslations("controlplane.board");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster } = useScope();
  const query = useQuery(
    trpc.controlplane.pushProblems.queryOptions({ cluster }, { refetchInterval: 30_000 }),
  );
  const columns = useMemo<readonly DataColumn<PushProblem>[]>(
    () => [
      { id: "metric", header: t("col.complaint"), width: 260, grow: 1, value: (row) => row.metric },
      {
        id: "subject",
        header: t("col.subject"),
        width: 260,
        grow: 2,
        value: (row) => row.subject,
        cell: ({ service, subject }) =>
          service === undefined ? (
            subject
          ) : (
            <Link href={href(`/services/${service.namespace}/${service.name}`)} title={subject}>
              {subject}
            </Link>
          ),
      },
      { id: "proxy", header: t("col.pod"), width: 160, value: (row) => row.proxy },
      { id: "message", header: t("col.message"), width: 200, grow: 2, value: (row) => row.message },
      { id: "replica", header: t("col.replica"), width: 170, value: (row) => row.replicas.join(", ") },
    ],
    [t, href],
  );
  const problems = query.data?.data ?? [];
  if (problems.length === 0) return null;
  return (
    <Section title={t("pushProblems")} flush>
      <DataTable
        rows={problems}
        columns={columns}
        rowKey={(row) => `${row.metric} ${row.subject} ${row.proxy ?? ""}`}
        caption={t("pushProblems")}
        urlKey="push"
        exportName="push-status"
        maxHeight={300}
      />
    </Section>
  );
}
