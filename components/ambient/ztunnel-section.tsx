"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./ambient.module.css";
import { AmbientPanel } from "./ambient-panel";
import { useCertificateColumns } from "./certificate-columns";
import { useConnectionColumns, usePodColumns } from "./connection-columns";
import type { AmbientContent, AmbientSection } from "./outputs";
import { usePolicyColumns } from "./policy-columns";
import { useRawColumns } from "./raw-columns";
import { useServiceColumns } from "./service-columns";
import { useWorkloadColumns } from "./workload-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** One part of a ztunnel's state: its table, and a panel for the chosen object. */
export function ZtunnelSection({ target, section }: { target: DumpTarget; section: AmbientSection }) {
  const trpc = useTRPC();
  const [selected, setSelected] = useQueryState("sel", parseAsString);
  const query = useQuery(
    trpc.ambient.section.queryOptions(
      { ...target, section },
      { refetchInterval: useRefetchMs(), placeholderData: undefined },
    ),
  );
  return (
    <QueryBoundary query={query}>
      {({ content }) => (
        <div className={classes.split}>
          <div className={classes.main}>
            <SectionTable content={content} selected={selected} onSelect={(id) => void setSelected(id)} />
          </div>
          {selected === null ? null : (
            <div className={classes.panelSlot}>
              <AmbientPanel
                target={target}
                id={selected}
                content={content}
                onClose={() => void setSelected(null)}
              />
            </div>
          )}
        </div>
      )}
    </QueryBoundary>
  );
}

type ContentProps = { content: AmbientContent; selected: string | null; onSelect: (id: string) => void };

function SectionTable({ content, selected, onSelect }: ContentProps) {
  const shared = { selected, onSelect };
  const workloads = useWorkloadColumns();
  const services = useServiceColumns();
  const policies = usePolicyColumns();
  const certificates = useCertificateColumns();
  const connections = useConnectionColumns();
  const pods = usePodColumns();
  const raw = useRawColumns();
  switch (content.section) {
    case "workloads":
      return <ObjectTable {...shared} name="workloads" rows={content.rows} columns={workloads} />;
    case "services":
      return <ObjectTable {...shared} name="services" rows={content.rows} columns={services} />;
    case "policies":
      return <ObjectTable {...shared} name="policies" rows={content.rows} columns={policies} />;
    case "certificates":
      return <ObjectTable {...shared} name="certificates" rows={content.rows} columns={certificates} />;
    case "connections":
      return <ObjectTable {...shared} name="connections" rows={content.rows} columns={connections} />;
    case "pods":
      return <ObjectTable {...shared} name="pods" rows={content.rows} columns={pods} />;
    case "raw":
      return <ObjectTable {...shared} name="raw" rows={content.rows} columns={raw} />;
  }
}

function ObjectTable<Row extends { readonly id: string; readonly podUid?: string }>({
  name,
  rows,
  columns,
  selected,
  onSelect,
}: {
  name: AmbientSection;
  rows: readonly Row[];
  columns: readonly DataColumn<Row>[];
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  const t = useTranslations("ambient");
  // A connection has no place of its own in the dump: the pod that holds it does.
  const objectId = (row: Row) => (row.podUid === undefined ? row.id : `workloadState/${row.podUid}`);
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      caption={t(`tab.${name}`)}
      urlKey={name}
      exportName={`ztunnel-${name}`}
      emptyText={t(`empty.${name}`)}
      maxHeight="calc(100vh - 270px)"
      onOpen={(row) => onSelect(objectId(row))}
      isSelected={(row) => objectId(row) === selected}
    />
  );
}
