"use client";
import { useLocale, useTranslations } from "use-intl";
import { HeadFacts } from "./head-facts";
import classes from "../proxies.module.css";
import { Remaining } from "../remaining";
import type { SecretRow } from "../outputs";

/** A secret's public certificates, leaf first. */
export function SecretFacts({ secret }: { secret: SecretRow }) {
  const t = useTranslations("proxies");
  const locale = useLocale();
  const day = (timeMs: number) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(timeMs);
  return (
    <>
      <HeadFacts head={secret} />
      <ul className={`${classes.list} ${classes.block}`}>
        {secret.certificates.map((certificate) => (
          <li key={certificate.serial} className={classes.chain}>
            <strong>
              {certificate.subjectAltNames.join(", ") || certificate.subject || t("panel.certificate")}
            </strong>{" "}
            <Remaining cert={certificate} />
            <dl className={classes.facts}>
              <dt>{t("panel.issuer")}</dt>
              <dd>{certificate.issuer}</dd>
              <dt>{t("col.serial")}</dt>
              <dd className={classes.mono}>{certificate.serial}</dd>
              <dt>{t("col.notAfter")}</dt>
              <dd suppressHydrationWarning>
                {day(certificate.notBeforeMs)} – {day(certificate.notAfterMs)}
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}
