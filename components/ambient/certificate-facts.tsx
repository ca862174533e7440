"use client";
import { useLocale, useTranslations } from "use-intl";
import classes from "./ambient.module.css";
import { Remaining } from "@/components/proxies/remaining";
import type { AmbientCertificate, AmbientIdentity } from "@/lib/ambient/model";
import { formatInstant } from "@/lib/format/duration";
import { unknownText } from "@/lib/format/measure";

/** A certificate's validity in the form that the badge of remaining time takes. */
export function certFactOf({ validFromMs, expiresMs }: AmbientCertificate): {
  notBeforeMs?: number;
  notAfterMs?: number;
} {
  return {
    ...(validFromMs === undefined ? {} : { notBeforeMs: validFromMs }),
    ...(expiresMs === undefined ? {} : { notAfterMs: expiresMs }),
  };
}

/** The chain of an identity, leaf first, then the roots that it trusts. */
export function CertificateFacts({ identity }: { identity: AmbientIdentity }) {
  const t = useTranslations("ambient");
  return (
    <>
      {identity.reason === undefined ? null : (
        <div className={classes.refusal} role="note">
          {identity.reason}
        </div>
      )}
      <Chain title={t("certificate.chain")} certificates={identity.chain} />
      <Chain title={t("certificate.roots")} certificates={identity.roots} />
    </>
  );
}

function Chain({ title, certificates }: { title: string; certificates: readonly AmbientCertificate[] }) {
  const t = useTranslations("ambient");
  const locale = useLocale();
  const instant = (timeMs: number | undefined) =>
    timeMs === undefined ? unknownText : formatInstant(timeMs, locale, true);
  if (certificates.length === 0) return null;
  return (
    <>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.certificates}>
        {certificates.map((certificate) => (
          <li key={certificate.serialNumber}>
            <Remaining cert={certFactOf(certificate)} />
            <dl className={classes.facts}>
              <dt>{t("certificate.subject")}</dt>
              <dd>{certificate.subject || unknownText}</dd>
              <dt>{t("certificate.issuer")}</dt>
              <dd>{certificate.issuer || unknownText}</dd>
              <dt>{t("certificate.serial")}</dt>
              <dd className={classes.mono}>{certificate.serialNumber}</dd>
              <dt>{t("certificate.validity")}</dt>
              <dd suppressHydrationWarning>
                {instant(certificate.validFromMs)} – {instant(certificate.expiresMs)}
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}
