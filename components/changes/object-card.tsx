"use client";
import { Button } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { DiffWords } from "./diff-words";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import type { Manifest } from "@/lib/config/manifest";
import type { SemanticChange } from "@/lib/config/semantic-diff";
import { printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";

const ObjectYaml = lazy(async () => ({ default: (await import("./object-yaml")).ObjectYaml }));

type Props = {
  readonly objectRef: ObjectRef;
  readonly action: "create" | "update" | "delete";
  readonly diff: readonly SemanticChange[];
  readonly before: Manifest | undefined;
  readonly after: Manifest | undefined;
  readonly badge?: ReactNode;
  readonly children?: ReactNode;
};

/** One object of a change: its name, the difference in words, and both states as YAML on demand. */
export function ObjectCard({ objectRef, action, diff, before, after, badge, children }: Props) {
  const t = useTranslations("changes");
  const [isOpen, setOpen] = useState(false);
  const name = printObjectRef(objectRef);
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.cardHead}>
        <span className={classes.verb}>{t(`action.${action}`)}</span>
        <h3 className={classes.cardTitle}>{name}</h3>
        {badge}
        <Button
          className={classes.push}
          size="compact-xs"
          variant="subtle"
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
        >
          {t(isOpen ? "hideYaml" : "showYaml")}
        </Button>
      </div>
      <div className={classes.cardBody}>
        <DiffWords diff={diff} />
        {children}
        {isOpen ? (
          <Suspense fallback={<PageSkeleton rows={6} />}>
            <ObjectYaml before={before} after={after} label={`${t("yaml")}: ${name}`} />
          </Suspense>
        ) : null}
      </div>
    </article>
  );
}
