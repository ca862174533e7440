"use client";
import { useLocale, useTranslations } from "use-intl";
import { HeadFacts } from "./head-facts";
import classes from "../proxies.module.css";
import { Remaining } from "../remaining";
import type { SecretRow } from "../outputs";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";

/** A secret's public certificates, leaf first. */
export function SecretFacts({ secret }: { secret: SecretRow }) {
  const t = useTranslations("proxies");
  const href = useViewHref();
  const locale = useLocale();
  const day = (timeMs: number) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(timeMs);
  return (
    <>
      <HeadFacts head={secret} />
      <ul className={`${classes.list} ${classes.block}`}>
        {secret.certificates.map((certificate) => (
          <li key={certificate.fingerprint} className={classes.chain}>
            <strong>
              {certificate.subjectAltNames.join(", ") || certificate.subject || t("panel.certificate")}
            </strong>{" "}
            {certificate.isAuthority ? <StatusBadge tone="info" label={t("panel.authority")} /> : null}{" "}
            <Remaining cert={certificate} />
            <dl className={classes.facts}>
              <dt>{t("panel.issuer")}</dt>
              <dd>{certificate.issuer}</dd>
              <dt>{t("col.serial")}</dt>
              <dd className={classes.mono}>{certificate.serial}</dd>
              <dt>SHA-256</dt>
              <dd className={classes.mono}>{certificate.fingerprint}</dd>
              {certificate.trustDomain === undefined ? null : (
                <>
                  <dt>{t("panel.trustDomain")}</dt>
                  <dd>{certificate.trustDomain}</dd>
                </>
              )}
              <dt>{t("col.notAfter")}</dt>
              <dd suppressHydrationWarning>
                {day(certificate.notBeforeMs)} – {day(certificate.notAfterMs)}
              </dd>
            </dl>
          </li>
        ))}
      </ul>
      {secret.kind === "certificate_authority" ? (
        <p className={classes.block}>
          <Link className={classes.link} href={href("/proxies/fleet", { ask: "roots" })}>
            {t("panel.compareRoots")}
          </Link>
        </p>
      ) : null}
    </>
  );
}
