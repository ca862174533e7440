"use client";
import { useTranslations } from "use-intl";
import { usePeerColumns } from "./peer-columns";
import classes from "./services.module.css";
import { DataTable } from "@/components/ui/data-table";
import { Section } from "@/components/ui/section";
import type { PeerRow, ServiceTraffic } from "@/lib/services/peers";

function PeerTable({
  title,
  rows,
  subject,
  empty,
}: {
  title: string;
  rows: readonly PeerRow[];
  subject: "caller" | "callee" | "workload";
  empty: string;
}) {
  const columns = usePeerColumns(subject);
  return (
    <Section title={title} flush>
      <DataTable
        rows={rows}
        columns={columns}
        rowKey={(row) => row.key}
        caption={title}
        urlKey={subject}
        initialSort={{ id: "rps", desc: true }}
        exportName={subject}
        maxHeight={300}
        emptyText={empty}
      />
    </Section>
  );
}

/** Who calls the service, what it calls, and how its requests spread over workloads and versions. */
export function ServicePeers({ traffic }: { traffic: ServiceTraffic }) {
  const t = useTranslations("services");
  return (
    <div className={classes.stack}>
      <PeerTable
        title={t("section.callers")}
        rows={traffic.callers}
        subject="caller"
        empty={t("noCallers")}
      />
      <PeerTable
        title={t("section.workloads")}
        rows={traffic.workloads}
        subject="workload"
        empty={t("noCallers")}
      />
      <PeerTable
        title={t("section.callees")}
        rows={traffic.callees}
        subject="callee"
        empty={t("noCallees")}
      />
    </div>
  );
}
