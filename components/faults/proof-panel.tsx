"use client";
import { useLocale, useTranslations } from "use-intl";
import type { ExperimentDetail } from "./detail";
import classes from "./faults.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { objectPath } from "@/components/routing/wizard/object-facts";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatInstant } from "@/lib/format/duration";

type Proof = ExperimentDetail["proof"][number];

/** That the fault is gone: the objects as the API server gave them afterwards, against what they were before. */
export function ProofPanel({ proof }: { proof: readonly Proof[] }) {
  const t = useTranslations("faults.proof");
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        {proof.length === 0 ? <span className={changeClasses.muted}>{t("none")}</span> : null}
        {proof.map((one) => (
          <ProofCard key={`${one.object.kind}/${one.object.namespace}/${one.object.name}`} proof={one} />
        ))}
      </div>
    </Section>
  );
}

function ProofCard({ proof }: { proof: Proof }) {
  const t = useTranslations("faults.proof");
  const locale = useLocale();
  const href = useViewHref();
  const { object, isClean, isAsBefore, hashBefore, hashNow, readAtMs, proxies, proxiesSynced } = proof;
  return (
    <article className={classes.proof}>
      <div className={classes.proofHead}>
        <Link className={changeClasses.link} href={href(objectPath(object))}>
          {object.kind} {object.namespace}/{object.name}
        </Link>
        <StatusBadge tone={isClean ? "ok" : "failing"} label={t(isClean ? "clean" : "notClean")} />
        <StatusBadge tone={isAsBefore ? "ok" : "degraded"} label={t(isAsBefore ? "asBefore" : "changed")} />
      </div>
      <dl className={changeClasses.facts}>
        <dt>{t("hashes")}</dt>
        <dd>
          <code>{hashBefore}</code> {isAsBefore ? "=" : "≠"} <code>{hashNow}</code>
        </dd>
        <dt>{t("read")}</dt>
        <dd>{formatInstant(readAtMs, locale)}</dd>
        <dt>{t("proxies")}</dt>
        <dd>
          {proxies === undefined || proxiesSynced === undefined
            ? t("proxiesUnknown")
            : t("proxiesText", { synced: proxiesSynced, all: proxies })}
        </dd>
      </dl>
      {isAsBefore ? null : <span className={changeClasses.muted}>{t("changedHint")}</span>}
    </article>
  );
}
