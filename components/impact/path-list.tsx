"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./impact.module.css";
import { formatMeasure } from "@/lib/format/measure";
import type { HopPolicy, Inversion, PathEffect, PathHop } from "@/lib/impact/model";

const shown = 2;

/** Worst cases along real chains of calls: tries that multiply, and limits that stand the wrong way round. */
export function PathList({ paths }: { paths: readonly PathEffect[] | undefined }) {
  const t = useTranslations("impact");
  const [isWhole, setWhole] = useState(false);
  const all = paths ?? [];
  return (
    <div className={classes.block}>
      <h3 className={classes.title}>{t("paths.title")}</h3>
      {all.length === 0 ? (
        <p className={classes.muted}>{t(paths === undefined ? "paths.unknown" : "paths.none")}</p>
      ) : null}
      {(isWhole ? all : all.slice(0, shown)).map((path) => (
        <PathCard key={JSON.stringify(path.hops)} path={path} />
      ))}
      {all.length <= shown ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          w="max-content"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t("showFewer") : t("showAll", { count: all.length })}
        </Button>
      )}
    </div>
  );
}

function PathCard({ path }: { path: PathEffect }) {
  const t = useTranslations("impact");
  const { hops, triesBefore, triesAfter, inversions, samples } = path;
  const isBad = inversions.some(({ state }) => state === "new") || triesAfter > triesBefore;
  return (
    <div className={classes.path} data-tone={isBad ? "bad" : "plain"}>
      <div className={classes.pathHead}>
        <strong>
          {triesBefore === triesAfter
            ? t("paths.tries", { tries: triesAfter })
            : t("paths.triesChange", { before: triesBefore, after: triesAfter })}
        </strong>
        <span className={classes.muted}>
          {samples === undefined ? t("paths.fromMetrics") : t("paths.samples", { count: samples })}
        </span>
      </div>
      <ol className={classes.hops}>
        {hops.map((hop, index) => (
          <HopRow
            key={`${hop.source.workload} ${hop.host} ${index}`}
            hop={hop}
            isInverted={inversions.some((one) => one.hop === index && one.state !== "goes")}
          />
        ))}
      </ol>
      {inversions.map((inversion) => (
        <InversionText key={`${inversion.kind} ${inversion.hop}`} inversion={inversion} hops={hops} />
      ))}
    </div>
  );
}

function HopRow({ hop, isInverted }: { hop: PathHop; isInverted: boolean }) {
  const t = useTranslations("impact");
  const words = (policy: HopPolicy): string => {
    const limit = policy.waitMs === undefined ? t("paths.noLimit") : formatMeasure(policy.waitMs, "ms");
    return `× ${policy.tries}, ${limit}`;
  };
  return (
    <li className={classes.hop} data-changed={hop.isChanged} data-inverted={isInverted}>
      <span>
        {hop.source.workload} → {shortHost(hop.host)}
      </span>
      <span className="hd-num">
        {hop.isChanged ? `${words(hop.before)} → ${words(hop.after)}` : words(hop.after)}
      </span>
    </li>
  );
}

function InversionText({ inversion, hops }: { inversion: Inversion; hops: readonly PathHop[] }) {
  const t = useTranslations("impact");
  const { kind, hop, limitHop, limitMs, waitMs, state } = inversion;
  return (
    <p className={state === "new" ? `${classes.lead} ${classes.up}` : classes.muted}>
      {t(`paths.state.${state}`)}{" "}
      {t(`paths.inversion.${kind}`, {
        caller: hops[limitHop]?.source.workload ?? "",
        callee: hops[hop]?.source.workload ?? "",
        host: shortHost(hops[hop]?.host ?? ""),
        limit: formatMeasure(limitMs, "ms"),
        wait: formatMeasure(waitMs, "ms"),
      })}
    </p>
  );
}

function shortHost(host: string): string {
  return host.replace(/\.svc\.cluster\.local$/, "");
}
