"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { BootstrapView } from "./bootstrap-view";
import classes from "./proxies.module.css";
import { ResourcePanel } from "./resource-panel";
import {
  useClusterColumns,
  useEndpointColumns,
  useListenerColumns,
  useRawColumns,
  useRouteColumns,
  useSecretColumns,
} from "./section-columns";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { DataTable, type DataColumn } from "@/components/ui/data-table";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { QueryBoundary } from "@/components/ui/query-boundary";
import type { SectionData, SectionInput } from "./outputs";

type Props = { target: DumpTarget; section: SectionInput["section"]; onShowIstiod: () => void };

/** One section of a proxy's configuration: its table, and a panel for the chosen resource. */
export function SectionTab({ target, section, onShowIstiod }: Props) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const [selected, setSelected] = useQueryState("sel", parseAsString);
  const query = useQuery(
    trpc.proxies.section.queryOptions(
      { ...target, section },
      { refetchInterval: useRefetchMs(), placeholderData: undefined },
    ),
  );
  const canSwitch =
    "view" in target && target.view === "envoy" && query.error !== null && query.data === undefined;
  return (
    <>
      <QueryBoundary query={query}>
        {({ content }) => (
          <div className={classes.split}>
            <div className={classes.main}>
              <SectionContent content={content} selected={selected} onSelect={(id) => void setSelected(id)} />
            </div>
            {selected === null ? null : (
              <div className={classes.panelSlot}>
                <ResourcePanel target={target} id={selected} onClose={() => void setSelected(null)} />
              </div>
            )}
          </div>
        )}
      </QueryBoundary>
      {canSwitch ? (
        <Button size="xs" variant="default" onClick={onShowIstiod}>
          {t("silent.action")}
        </Button>
      ) : null}
    </>
  );
}

type ContentProps = { content: SectionData; selected: string | null; onSelect: (id: string) => void };

function SectionContent({ content, selected, onSelect }: ContentProps) {
  const shared = { selected, onSelect };
  const listeners = useListenerColumns();
  const routes = useRouteColumns();
  const clusters = useClusterColumns();
  const endpoints = useEndpointColumns();
  const secrets = useSecretColumns();
  const raw = useRawColumns();
  switch (content.section) {
    case "listeners":
      return <ResourceTable {...shared} name="listeners" rows={content.rows} columns={listeners} />;
    case "routes":
      return <ResourceTable {...shared} name="routes" rows={content.rows} columns={routes} />;
    case "clusters":
      return <ResourceTable {...shared} name="clusters" rows={content.rows} columns={clusters} />;
    case "endpoints":
      return <ResourceTable {...shared} name="endpoints" rows={content.rows} columns={endpoints} />;
    case "secrets":
      return <ResourceTable {...shared} name="secrets" rows={content.rows} columns={secrets} />;
    case "raw":
      return <ResourceTable {...shared} name="raw" rows={content.rows} columns={raw} />;
    case "bootstrap":
      return <BootstrapView bootstrap={content.bootstrap} onRaw={() => onSelect("bootstrap/bootstrap")} />;
  }
}

type TableProps<Row> = {
  name: "listeners" | "routes" | "clusters" | "endpoints" | "secrets" | "raw";
  rows: readonly Row[];
  columns: readonly DataColumn<Row>[];
  selected: string | null;
  onSelect: (id: string) => void;
};

function ResourceTable<Row extends { readonly id: string; readonly key?: string }>({
  name,
  rows,
  columns,
  selected,
  onSelect,
}: TableProps<Row>) {
  const t = useTranslations("proxies");
  return (
    <DataTable
      rows={rows}
      columns={columns}
      rowKey={(row) => row.key ?? row.id}
      caption={t(`tab.${name}`)}
      urlKey={name}
      exportName={name}
      emptyText={t("noneIn")}
      maxHeight="calc(100vh - 270px)"
      onOpen={(row) => onSelect(row.id)}
      isSelected={(row) => row.id === selected}
    />
  );
}
