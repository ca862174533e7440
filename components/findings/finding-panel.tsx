"use client";
import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useLocale, useTranslations } from "use-intl";
import { CodeDoc } from "./code-doc";
import { EvidenceList } from "./evidence-list";
import { FixButton } from "./fix-button";
import type { FindingRow } from "./findings-columns";
import classes from "./findings.module.css";
import { SeverityBadge } from "./severity-badge";
import { SuppressionState } from "./suppression-state";
import { useCodeTitle, useFindingText } from "./use-finding-text";
import { useObjectHref } from "@/components/config/config-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { SidePanel } from "@/components/ui/side-panel";
import { printObjectRef } from "@/lib/mesh/object-ref";

type Props = {
  readonly row: FindingRow;
  readonly onClose: () => void;
  readonly onPlan: (planHash: string) => void;
};

/** One finding: what, where, on what grounds, what it means, and what can be done. */
export function FindingPanel({ row, onClose, onPlan }: Props) {
  const t = useTranslations("findings");
  const locale = useLocale();
  const href = useViewHref();
  const hrefOf = useObjectHref();
  const textOf = useFindingText();
  const titleOf = useCodeTitle();
  const { finding } = row;
  return (
    <SidePanel title={titleOf(finding.code)} onClose={onClose} widthPx={420}>
      <div className={classes.panel}>
        <p className={classes.headline}>
          <SeverityBadge severity={finding.severity} /> <code>{finding.code}</code>{" "}
          <Link href={href("/findings", { code: finding.code })}>
            {t("panel.only", { code: finding.code })}
          </Link>
        </p>
        <p className={classes.message}>{textOf(finding)}</p>
        {locale === "en" || textOf(finding) === finding.message ? null : (
          <p className={classes.quiet} lang="en">
            {finding.message}
          </p>
        )}
        <div className={classes.actions}>
          {finding.isFixable === true ? <FixButton row={row} onPlan={onPlan} /> : null}
          <Button
            component={Link}
            href={hrefOf(finding.object)}
            size="xs"
            variant="default"
            leftSection={<IconExternalLink size={14} aria-hidden />}
          >
            {finding.object.kind} {finding.object.name}
          </Button>
        </div>
        {finding.isFixable === true ? null : <p className={classes.quiet}>{t("fix.none")}</p>}
        <h3>{t("panel.where")}</h3>
        <p>
          {printObjectRef(finding.object)} <code>{finding.path || t("panel.wholeObject")}</code>
        </p>
        <h3>{t("panel.evidence")}</h3>
        <EvidenceList evidence={finding.evidence ?? []} />
        <CodeDoc code={finding.code} />
        <SuppressionState key={row.id} row={row} />
      </div>
    </SidePanel>
  );
}
