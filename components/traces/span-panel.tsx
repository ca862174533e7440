"use client";
import { Link } from "@/components/ui/link";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { AttributeList } from "./attribute-list";
import { MeshFactsList } from "./mesh-facts-list";
import { useServiceColorStyle } from "./service-colors";
import classes from "./span-panel.module.css";
import type { TraceAnalysis } from "./use-trace-model";
import { useViewHref } from "@/components/query/use-view-href";
import { CopyButton } from "@/components/ui/copy-button";
import { SidePanel } from "@/components/ui/side-panel";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatDurationUs } from "@/lib/format/duration";
import { meshFactsFromSpan, serviceFromSpanService } from "@/lib/traces/mesh-facts";
import { attributesOfRow, nameOfRow, resourceOfRow, serviceOfRow } from "@/lib/traces/span-attributes";
import type { TraceFact } from "@/lib/traces/trace-facts";
import type { TraceTable } from "@/lib/traces/trace-table";

type Props = {
  /** Whose mesh the trace is of. */
  cluster: string;
  table: TraceTable;
  row: number;
  analysis: TraceAnalysis | undefined;
  onSelect: (row: number) => void;
  onClose: () => void;
};

/** Everything that is known of one span. */
export function SpanPanel({ cluster, table, row, analysis, onSelect, onClose }: Props) {
  const t = useTranslations("traces");
  const facts = useMemo(() => meshFactsFromSpan(table, row), [table, row]);
  const attributes = useMemo(() => attributesOfRow(table, row), [table, row]);
  const resource = useMemo(() => resourceOfRow(table, row), [table, row]);
  return (
    <SidePanel title={nameOfRow(table, row)} onClose={onClose} widthPx={400}>
      <SpanService service={serviceOfRow(table, row)} failed={table.statuses[row] === 2} />
      <Figures table={table} row={row} analysis={analysis} onSelect={onSelect} />
      {(analysis?.facts.get(row) ?? []).map((fact) => (
        <FactLine key={fact.code} fact={fact} />
      ))}
      <Part title={t("span.mesh")}>
        <MeshFactsList facts={facts} cluster={cluster} />
        <ExplainLink
          table={table}
          row={row}
          isProxy={facts.upstream !== undefined || facts.proxy !== undefined}
        />
      </Part>
      <Part title={`${t("span.attributes")} (${attributes.length})`}>
        <AttributeList key={row} pairs={attributes} filterable />
      </Part>
      <Events table={table} row={row} />
      <Links table={table} row={row} />
      <Part title={`${t("span.resource")} (${resource.length})`}>
        <AttributeList pairs={resource} />
      </Part>
    </SidePanel>
  );
}

/** A span of a proxy tells of a request whose way can be explained. */
function ExplainLink({ table, row, isProxy }: { table: TraceTable; row: number; isProxy: boolean }) {
  const t = useTranslations("explain");
  const href = useViewHref();
  const kind = table.kinds[row] ?? 0;
  if (!isProxy || (kind !== 2 && kind !== 3)) return null;
  const params = { trace: table.traceId, span: table.spanIds[row] ?? "" };
  return (
    <Link className={classes.explain} href={href("/proxies/explain", params)}>
      {t("entry")}
    </Link>
  );
}

function SpanService({ service, failed }: { service: string; failed: boolean }) {
  const t = useTranslations("traces");
  const href = useViewHref();
  const known = serviceFromSpanService(service);
  const colorStyle = useServiceColorStyle();
  return (
    <div className={classes.service} style={colorStyle(service)}>
      <span className={classes.stripe} aria-hidden />
      {known === undefined ? (
        <span>{service === "" ? t("unknownService") : service}</span>
      ) : (
        <Link href={href(`/services/${known.namespace}/${known.name}`)}>{service}</Link>
      )}
      {failed ? <StatusBadge tone="failing" label={t("status.2")} /> : null}
    </div>
  );
}

function Figures({ table, row, analysis, onSelect }: Omit<Props, "onClose" | "cluster">) {
  const t = useTranslations("traces");
  const parent = table.parent[row] ?? -1;
  const kind = String(table.kinds[row] ?? 0) as "0";
  const status = String(table.statuses[row] ?? 0) as "0";
  const spanId = table.spanIds[row] ?? "";
  const durationUs = table.spanDurationUs[row] ?? 0;
  const share = (us: number | undefined) =>
    us === undefined
      ? "—"
      : `${formatDurationUs(us)}${durationUs > 0 ? ` (${Math.round((us / durationUs) * 100)}%)` : ""}`;
  const figures: readonly (readonly [string, ReactNode])[] = [
    [t("span.offset"), formatDurationUs(table.offsetUs[row] ?? 0)],
    [t("span.duration"), formatDurationUs(durationUs)],
    [t("span.self"), share(analysis?.selfUs[row])],
    [t("span.path"), share(analysis?.pathUs[row])],
    [t("span.kind"), t(`kind.${kind}`)],
    [t("span.status"), t(`status.${status}`)],
  ];
  return (
    <>
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="hd-num">{value}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.ids}>
        <span>
          {t("span.id")} <code>{spanId}</code> <CopyButton value={spanId} label={t("span.copyId")} />
        </span>
        {parent < 0 ? null : (
          <button type="button" className={classes.parent} onClick={() => onSelect(parent)}>
            {t("span.parent")}: {serviceOfRow(table, parent)}
          </button>
        )}
      </div>
    </>
  );
}

function FactLine({ fact }: { fact: TraceFact }) {
  const t = useTranslations("traces");
  const by = "byUs" in fact ? formatDurationUs(fact.byUs) : "";
  const id = fact.code === "parentMissing" ? fact.parentSpanId : "";
  const text = fact.code === "reported" ? fact.text : "";
  return (
    <p className={classes.note}>
      <StatusBadge tone="degraded" label={t(`fact.${fact.code}`, { by, id, text })} />
    </p>
  );
}

function Events({ table, row }: { table: TraceTable; row: number }) {
  const t = useTranslations("traces");
  const events = table.events[row] ?? [];
  if (events.length === 0) return null;
  return (
    <Part title={`${t("span.events")} (${events.length})`}>
      {events.map((event, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- events have no identity, and the list of a loaded trace is constant
        <details key={index} className={classes.event}>
          <summary>
            <span className="hd-num">{formatDurationUs(event.offsetUs)}</span> {event.name}
          </summary>
          <AttributeList pairs={Object.entries(event.attributes).map(([key, value]) => ({ key, value }))} />
        </details>
      ))}
    </Part>
  );
}

function Links({ table, row }: { table: TraceTable; row: number }) {
  const t = useTranslations("traces");
  const href = useViewHref();
  const links = table.links[row] ?? [];
  if (links.length === 0) return null;
  return (
    <Part title={`${t("span.links")} (${links.length})`}>
      <ul className={classes.links}>
        {links.map((link) => (
          <li key={`${link.traceId}/${link.spanId}`}>
            <Link href={href(`/traces/${link.traceId}`, { span: link.spanId })} prefetch={false}>
              {link.traceId} / {link.spanId}
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
