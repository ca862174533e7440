"use client";
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { ChangeData } from "./outputs";
import type { DiffQuery, DiffView } from "./use-diff-view";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { StatusBadge } from "@/components/ui/status-badge";

const ChangeValues = dynamic(async () => (await import("./change-values")).ChangeValues, {
  ssr: false,
  loading: () => <PageSkeleton rows={6} />,
});

const ChangePlaces = dynamic(async () => (await import("./change-places")).ChangePlaces, {
  ssr: false,
  loading: () => <PageSkeleton rows={6} />,
});

type Part = "values" | "places";
const marks = { added: "+", removed: "−", changed: "~", moved: "↕" } as const;
const inlineCharacters = 160;

/** One change: where, what it was and what it is. Values, and the places of a change that stands in many, open below. */
export function ChangeRow({ change, query, diff }: { change: ChangeData; query: DiffQuery; diff: DiffView }) {
  const t = useTranslations("diff");
  const isOpen = (part: Part) => diff.view.open.includes(`${part}:${change.id}`);
  const toggle = (part: Part) => diff.toggle("open", `${part}:${change.id}`);
  const { kind, section, resource, pathText, severity, state, expected, before, after } = change;
  const values = [before, after].filter((value) => value !== undefined);
  // Resources that came or went together have values of their own: they are looked at one by one.
  const isWholeFold = change.places > 1 && pathText === "";
  const isInline =
    !isWholeFold && values.every(({ text, isCut }) => !isCut && text.length <= inlineCharacters);
  return (
    <li className={classes.change} data-change tabIndex={-1}>
      <div className={classes.changeHead}>
        <span className={classes.mark} data-kind={kind}>
          <span aria-hidden>{marks[kind]}</span> {t(`kind.${kind}`)}
        </span>
        <span className={classes.where}>
          <span className={classes.dim}>{t(`section.${section}`)}</span>{" "}
          <Where change={change} isOpen={isOpen("places")} onToggle={() => toggle("places")} />
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
      ) : (
        <div className={classes.values}>
          {isInline ? (
            <>
              <Value label={t("before")} text={before?.text} side="before" />
              <span aria-hidden>→</span>
              <Value label={t("after")} text={after?.text} side="after" />
            </>
          ) : null}
          {isWholeFold ? null : (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-expanded={isOpen("values")}
              onClick={() => toggle("values")}
            >
              {isOpen("values") ? t("hideValues") : t("compareValues")}
            </Button>
          )}
        </div>
      )}
      {isOpen("values") ? (
        <ChangeValues
          pair={{ left: query.left, right: query.right }}
          id={change.id}
          label={`${resource} ${pathText}`}
          isWhole={pathText === ""}
        />
      ) : null}
      {isOpen("places") ? <ChangePlaces change={change} query={query} /> : null}
    </li>
  );
}

/** The resource; or in how many it is, with the way to the list of them. */
function Where({
  change: { section, resource, resources, places },
  isOpen,
  onToggle,
}: {
  change: ChangeData;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const t = useTranslations("diff");
  if (places === 1) return <span>{resource}</span>;
  const words = [
    resources === 1 ? resource : t("inResources", { section, count: resources }),
    ...(places === resources ? [] : [t("atPlaces", { count: places })]),
  ];
  return (
    <Button size="compact-xs" variant="light" aria-expanded={isOpen} onClick={onToggle}>
      {isOpen ? t("hidePlaces") : words.join(" ")}
    </Button>
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
