"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { FindInTrace } from "./find-in-trace";
import { Minimap } from "./minimap";
import { ServiceColors } from "./service-colors";
import classes from "./trace-detail.module.css";
import { TraceHeader, UnreadTraceHeader } from "./trace-header";
import { TraceToolbar } from "./trace-toolbar";
import { useTraceModel } from "./use-trace-model";
import { useTraceView } from "./use-trace-view";
import { Waterfall } from "./waterfall";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary, type Answer } from "@/components/ui/query-boundary";
import type { SpanColumns } from "@/lib/traces/span-columns";
import { searchSpans } from "@/lib/traces/span-search";
import type { TraceTable } from "@/lib/traces/trace-table";
import { flattenVisible, revealed, rowsWithChildrenFrom } from "@/lib/traces/visible-rows";

const SpanPanel = dynamic(async () => (await import("./span-panel")).SpanPanel);
const SpanTable = dynamic(async () => (await import("./span-table")).SpanTable, {
  loading: () => <PageSkeleton rows={16} />,
});
const TraceJson = dynamic(async () => (await import("./trace-json")).TraceJson, {
  loading: () => <PageSkeleton rows={16} />,
});

/** One trace. It does not change any more, so it is read once, and comparing 50,000 spans with themselves is saved. */
export function TraceScreen({ traceId }: { traceId: string }) {
  const trpc = useTRPC();
  const { cluster } = useScope();
  const trace = useQuery(
    trpc.traces.read.queryOptions(
      { cluster, traceId },
      { staleTime: Infinity, structuralSharing: false, refetchOnWindowFocus: false },
    ),
  );
  return (
    <>
      {trace.data === undefined ? <UnreadTraceHeader traceId={traceId} /> : null}
      <QueryBoundary query={trace} skeleton={<PageSkeleton rows={16} />}>
        {(_, answer) => <TraceView key={answer.data.traceId} answer={answer} />}
      </QueryBoundary>
    </>
  );
}

function TraceView({ answer }: { answer: Answer<SpanColumns> }) {
  const { table, analysis } = useTraceModel(answer.data);
  const services = useMemo(() => servicesOf(table), [table]);
  const view = useTraceView(table.durationUs);
  const { actions } = view;
  const selectedRow = useMemo(
    () => (view.span === null ? -1 : table.spanIds.indexOf(view.span)),
    [table, view.span],
  );
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(() => new Set());
  const [activeRow, setActiveRow] = useState(selectedRow);
  const visible = useMemo(() => flattenVisible(table, collapsed), [table, collapsed]);
  const findText = useDeferredValue(view.find);
  const matches = useMemo(
    () => (findText.trim() === "" ? undefined : searchSpans(table, findText)),
    [table, findText],
  );
  const matchSet = useMemo(() => (matches === undefined ? undefined : new Set(matches)), [matches]);

  const toggle = useCallback((row: number) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (!next.delete(row)) next.add(row);
      return next;
    });
  }, []);
  const activate = useCallback(
    (row: number) => {
      setCollapsed((before) => revealed(table, before, row));
      setActiveRow(row);
    },
    [table],
  );
  const select = useCallback(
    (row: number) => {
      activate(row);
      actions.select(table.spanIds[row] ?? null);
    },
    [activate, actions, table],
  );
  const fold = (folded: boolean) => setCollapsed(folded ? rowsWithChildrenFrom(table, 1) : new Set<number>());

  return (
    <ServiceColors services={services}>
      <div className={classes.page}>
        <TraceHeader answer={answer} table={table} analysis={analysis} />
        {view.view === "timeline" ? (
          <Minimap table={table} window={view.window} onZoom={actions.zoom} />
        ) : null}
        <TraceToolbar
          view={view.view}
          window={view.window}
          durationUs={table.durationUs}
          zoomed={view.zoomed}
          showPath={view.path}
          onView={actions.view}
          onZoom={actions.zoom}
          onPath={actions.path}
          onFold={fold}
        >
          <FindInTrace
            text={view.find}
            matches={matches}
            activeRow={activeRow}
            onText={actions.find}
            onGo={activate}
          />
        </TraceToolbar>
        <div className={classes.content}>
          <div className={classes.main}>
            {view.view === "timeline" ? (
              <Waterfall
                table={table}
                visible={visible}
                collapsed={collapsed}
                window={view.window}
                path={view.path ? analysis?.path : undefined}
                activeRow={activeRow}
                selectedRow={selectedRow}
                matches={matchSet}
                onToggle={toggle}
                onActivate={activate}
                onSelect={select}
                onZoom={actions.zoom}
              />
            ) : view.view === "table" ? (
              <SpanTable
                table={table}
                analysis={analysis}
                selectedRow={selectedRow}
                matches={matches}
                onSelect={select}
              />
            ) : (
              <TraceJson table={table} />
            )}
          </div>
          {selectedRow < 0 ? null : (
            <SpanPanel
              cluster={answer.evidence[0]?.cluster ?? ""}
              table={table}
              row={selectedRow}
              analysis={analysis}
              onSelect={select}
              onClose={() => actions.select(null)}
            />
          )}
        </div>
      </div>
    </ServiceColors>
  );
}

function servicesOf(table: TraceTable): string[] {
  return [...new Set(table.serviceText)].map((text) => table.texts[text] ?? "");
}
