"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { BootstrapView } from "./bootstrap-view";
import { useClusterColumns } from "./columns/cluster-columns";
import { useEndpointColumns } from "./columns/endpoint-columns";
import { useListenerColumns } from "./columns/listener-columns";
import {
  useEcdsColumns,
  useRawColumns,
  useScopedRouteColumns,
  useSecretColumns,
} from "./columns/other-columns";
import { useRouteColumns } from "./columns/route-columns";
import type { SectionData } from "./outputs";
import classes from "./proxies.module.css";
import { ResourceTable, type Selection } from "./resource-table";
import { useLiveEndpoints } from "./use-live-endpoints";
import { SourceWarnings } from "@/components/ui/source-warnings";
import { usePhrases } from "@/components/ui/use-phrases";
import type { DumpTarget } from "@/lib/proxies/dump-target";

type Props = { content: SectionData; target: DumpTarget; selection: Selection };
type Of<S extends SectionData["section"]> = Extract<SectionData, { section: S }>;
type TableProps<S extends SectionData["section"]> = { content: Of<S>; selection: Selection };

/** The table of a section. */
export function SectionContent({ content, target, selection }: Props) {
  switch (content.section) {
    case "listeners":
      return <Listeners content={content} selection={selection} />;
    case "routes":
      return <Routes content={content} selection={selection} />;
    case "scoped_routes":
      return <ScopedRoutes content={content} selection={selection} />;
    case "clusters":
      return <Clusters content={content} selection={selection} />;
    case "endpoints":
      return <Endpoints content={content} selection={selection} target={target} />;
    case "secrets":
      return <Secrets content={content} selection={selection} />;
    case "ecds":
      return <Ecds content={content} selection={selection} />;
    case "raw":
      return <Raw content={content} selection={selection} />;
    case "bootstrap":
      return (
        <BootstrapView
          bootstrap={content.bootstrap}
          onRaw={() => selection.onSelect({ id: "bootstrap/bootstrap" })}
        />
      );
  }
}

function Listeners({ content, selection }: TableProps<"listeners">) {
  const columns = useListenerColumns(content.rows);
  return (
    <ResourceTable
      selection={selection}
      name="listeners"
      rows={content.rows}
      columns={columns}
      at={(row) => `${row.at}`}
    />
  );
}

function Routes({ content, selection }: TableProps<"routes">) {
  const columns = useRouteColumns();
  return (
    <ResourceTable
      selection={selection}
      name="routes"
      rows={content.rows}
      columns={columns}
      at={(row) => row.at}
    />
  );
}

function ScopedRoutes({ content, selection }: TableProps<"scoped_routes">) {
  return (
    <ResourceTable
      selection={selection}
      name="scoped_routes"
      rows={content.rows}
      columns={useScopedRouteColumns()}
    />
  );
}

function Clusters({ content, selection }: TableProps<"clusters">) {
  return (
    <ResourceTable selection={selection} name="clusters" rows={content.rows} columns={useClusterColumns()} />
  );
}

function Endpoints({ content, selection, target }: TableProps<"endpoints"> & { target: DumpTarget }) {
  const t = useTranslations("proxies");
  const phrases = usePhrases();
  const live = useLiveEndpoints(target);
  const columns = useEndpointColumns(live.of, live.isLive);
  const rows = useMemo(() => [...content.rows, ...live.beyond], [content.rows, live.beyond]);
  return (
    <>
      {live.isLive ? null : (
        <p className={classes.note} role="note">
          {t("snapshot" in target ? "noLive.kept" : "noLive.istiod")}
        </p>
      )}
      {live.error === null || !live.isLive ? null : (
        <p className={classes.note} role="note">
          {t("noLive.failed", {
            reason: phrases.error(live.error),
          })}
        </p>
      )}
      <SourceWarnings warnings={live.warnings} />
      <ResourceTable selection={selection} name="endpoints" rows={rows} columns={columns} />
    </>
  );
}

function Secrets({ content, selection }: TableProps<"secrets">) {
  return (
    <ResourceTable selection={selection} name="secrets" rows={content.rows} columns={useSecretColumns()} />
  );
}

function Ecds({ content, selection }: TableProps<"ecds">) {
  return <ResourceTable selection={selection} name="ecds" rows={content.rows} columns={useEcdsColumns()} />;
}

function Raw({ content, selection }: TableProps<"raw">) {
  return <ResourceTable selection={selection} name="raw" rows={content.rows} columns={useRawColumns()} />;
}
