"use client";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Snapshot } from "./outputs";
import classes from "./snapshots.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { formatInstant } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";

/** When and where a snapshot is from. */
export function SnapshotFacts({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations("snapshots");
  const locale = useLocale();
  const href = useViewHref();
  const { proxy, fileName, note, nodeId, istioVersion, createdAtMs, createdBy } = snapshot;
  const size = formatMeasure(snapshot.sizeBytes, "bytes");
  const kept = t("page.by", { time: formatInstant(createdAtMs, locale), name: createdBy });
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("col.origin"), t(`origin.${snapshot.origin}`)],
    [t("page.taken"), formatInstant(snapshot.takenAtMs, locale)],
    [t("page.kept"), kept],
    [
      t("page.size"),
      snapshot.kind === "ztunnel" ? size : t("page.sizeOf", { size, count: snapshot.resourceCount }),
    ],
    [t("page.content"), snapshot.contentHash.slice(0, 12)],
    ...(istioVersion === undefined ? [] : [[t("page.version"), istioVersion] as const]),
    ...(fileName === undefined ? [] : [[t("page.file"), fileName] as const]),
    ...(nodeId === undefined ? [] : [[t("page.node"), nodeId] as const]),
    ...(note === "" ? [] : [[t("page.note"), note] as const]),
    ...(proxy === undefined || proxy.cluster === ""
      ? []
      : [
          [
            t("col.cluster"),
            <Link
              key="live"
              href={href(`/proxies/${encodeURIComponent(proxy.namespace)}/${encodeURIComponent(proxy.pod)}`, {
                cluster: proxy.cluster,
              })}
            >
              {proxy.cluster} · {t("page.live")}
            </Link>,
          ] as const,
        ]),
  ];
  return (
    <dl className={classes.facts} aria-label={t("page.facts")}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
