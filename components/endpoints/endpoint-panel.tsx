"use client";
import { useTranslations } from "use-intl";
import classes from "./endpoints.module.css";
import type { EndpointsData } from "./outputs";
import { TruthBadge } from "./truth-badge";
import { Age } from "@/components/proxies/age";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { SidePanel } from "@/components/ui/side-panel";
import { StatusBadge } from "@/components/ui/status-badge";
import type { TruthCell, TruthDifference, TruthRow } from "@/lib/endpoints/model";

const tones = { failing: "failing", degraded: "degraded", info: "info" } as const;

type Props = { row: TruthRow; clients: EndpointsData["clients"]; onClose: () => void };

/** One address: what each source says of it, and of every difference what it means and what to look at. */
export function EndpointPanel({ row, clients, onClose }: Props) {
  const t = useTranslations("endpoints");
  const href = useViewHref();
  return (
    <SidePanel
      title={`${row.address}${row.port === undefined ? "" : `:${row.port}`}`}
      onClose={onClose}
      widthPx={420}
    >
      <dl className={classes.facts}>
        <Source name="Kubernetes" cell={row.kubernetes} />
        <Source name="istiod" cell={row.istiod} />
        {clients.map(({ namespace, pod }, index) => {
          const cell = row.envoys[index];
          return cell === undefined ? null : (
            <Source
              key={`${namespace}/${pod}`}
              name={pod}
              cell={cell}
              link={href(`/proxies/${encodeURIComponent(namespace)}/${encodeURIComponent(pod)}`, {
                tab: "endpoints",
                "endpoints.q": row.address,
              })}
            />
          );
        })}
      </dl>
      {row.differences.length === 0 ? <p className={classes.muted}>{t("panel.agree")}</p> : null}
      {row.differences.map((difference) => (
        <Difference
          key={`${difference.code} ${difference.client ?? ""}`}
          difference={difference}
          isNamed={clients.length > 1}
        />
      ))}
    </SidePanel>
  );
}

function Source({ name, cell, link }: { name: string; cell: TruthCell; link?: string }) {
  return (
    <>
      <dt>{link === undefined ? name : <Link href={link}>{name}</Link>}</dt>
      <dd>
        <TruthBadge cell={cell} />
        {cell.notes.length === 0 ? null : <div className={classes.muted}>{cell.notes.join(" · ")}</div>}
      </dd>
    </>
  );
}

function Difference({ difference, isNamed }: { difference: TruthDifference; isNamed: boolean }) {
  const t = useTranslations("endpoints");
  const { code, severity, client, values, sinceMs, isSettling } = difference;
  const told = (["kubernetes", "istiod", "envoy"] as const).flatMap((source) => {
    const value = values[source];
    return value === undefined ? [] : [`${t(`source.${source}`)}: ${value}`];
  });
  const rest = ["subsets", "missing", "shard"].flatMap((key) => values[key] ?? []);
  return (
    <section className={classes.difference}>
      <StatusBadge
        tone={isSettling === true ? "info" : tones[severity]}
        label={t(`difference.${code}.name`)}
      />
      {sinceMs === undefined ? null : (
        <span className={classes.muted}>
          {" "}
          {t("seenFor")} <Age timeMs={sinceMs} />
        </span>
      )}
      {isNamed && client !== undefined ? <span className={classes.muted}> {client}</span> : null}
      {isSettling === true ? <p>{t("settlingMeans")}</p> : null}
      <p>{t(`difference.${code}.means`)}</p>
      {told.length + rest.length === 0 ? null : (
        <p className={classes.mono}>{[...told, ...rest].join(" · ")}</p>
      )}
      <p className={classes.check}>{t(`difference.${code}.check`)}</p>
    </section>
  );
}
