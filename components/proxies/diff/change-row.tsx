"use client";
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { ChangeData } from "./outputs";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const ChangeValues = dynamic(async () => (await import("./change-values")).ChangeValues, {
  ssr: false,
  loading: () => <PageSkeleton rows={6} />,
});

const marks = { added: "+", removed: "−", changed: "~", moved: "↕" } as const;
const inlineCharacters = 160;

/** One change: where, what it was and what it is; large values open in a comparison of their own. */
export function ChangeRow({
  change,
  pair,
}: {
  change: ChangeData;
  pair: { left: DumpTarget; right: DumpTarget };
}) {
  const t = useTranslations("diff");
  const [isOpen, setIsOpen] = useState(false);
  const { kind, section, resource, pathText, severity, state, expected, before, after } = change;
  const values = [before, after].filter((value) => value !== undefined);
  const isInline = values.every(({ text, isCut }) => !isCut && text.length <= inlineCharacters);
  return (
    <li className={classes.change}>
      <div className={classes.changeHead}>
        <span className={classes.mark} data-kind={kind}>
          <span aria-hidden>{marks[kind]}</span> {t(`kind.${kind}`)}
        </span>
        <span className={classes.where}>
          <span className={classes.dim}>{t(`section.${section}`)}</span> <span>{resource}</span>
          {state === "active" || state === "static" ? null : (
            <StatusBadge tone="degraded" label={t(`state.${state}`)} />
          )}
          <code className={classes.path}>{pathText === "" ? t("wholeResource") : pathText}</code>
        </span>
        <span className={classes.severity} data-severity={severity}>
          {expected === undefined ? t(`severity.${severity}`) : t(`expected.${expected}`)}
        </span>
      </div>
      {kind === "moved" ? (
        <div className={classes.values}>{t("moved", { from: change.from ?? 0, to: change.to ?? 0 })}</div>
      ) : isInline ? (
        <div className={classes.values}>
          <Value label={t("before")} text={before?.text} side="before" />
          <span aria-hidden>→</span>
          <Value label={t("after")} text={after?.text} side="after" />
        </div>
      ) : (
        <div className={classes.values}>
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? t("hideValues") : t("compareValues")}
          </Button>
        </div>
      )}
      {isOpen ? <ChangeValues pair={pair} id={change.id} label={`${resource} ${pathText}`} /> : null}
    </li>
  );
}

function Value({ label, text, side }: { label: string; text: string | undefined; side: "before" | "after" }) {
  const t = useTranslations("diff");
  return (
    <code className={classes.value} data-side={text === undefined ? "none" : side} title={label}>
      {text ?? t("none")}
    </code>
  );
}
