"use client";
import { useTranslations } from "use-intl";
import classes from "./findings.module.css";
import { useObjectHref } from "@/components/config/config-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { FindingEvidence } from "@/lib/config/finding";
import { printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";

/** What a rule looked at: other objects with links, and measured facts. */
export function EvidenceList({ evidence }: { evidence: readonly FindingEvidence[] }) {
  const t = useTranslations("findings");
  if (evidence.length === 0) return <p className={classes.quiet}>{t("panel.noEvidence")}</p>;
  return (
    <ul className={classes.evidence}>
      {evidence.map((one) =>
        one.kind === "object" ? (
          <li key={`${printObjectRef(one.object)} ${one.path ?? ""}`}>
            <ObjectLink object={one.object} /> {one.path === undefined ? null : <code>{one.path}</code>}
          </li>
        ) : (
          <li key={`${one.label} ${one.value}`}>
            <FactLabel label={one.label} />: <span className="hd-num">{one.value}</span>
          </li>
        ),
      )}
    </ul>
  );
}

function FactLabel({ label }: { label: string }) {
  const t = useTranslations("findings");
  const key = `fact.${label}` as "fact.path";
  return <span className={classes.quiet}>{t.has(key) ? t(key) : label}</span>;
}

/** Pods have a proxy's page, everything else the page of its configuration. */
function ObjectLink({ object }: { object: ObjectRef }) {
  const href = useViewHref();
  const hrefOf = useObjectHref();
  const target =
    object.kind === "Pod"
      ? href(`/proxies/${encodeURIComponent(object.namespace)}/${encodeURIComponent(object.name)}`)
      : hrefOf(object);
  return <Link href={target}>{printObjectRef(object)}</Link>;
}
