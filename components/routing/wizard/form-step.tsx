"use client";
import { Button } from "@mantine/core";
import { lazy, Suspense, useDeferredValue, useMemo, useState, type ComponentType } from "react";
import { useTranslations } from "use-intl";
import { checkDraft } from "./check-draft";
import type { FieldIssue, FormOptions, IntentFormProps } from "./intent-form-props";
import { IssueSummary } from "./issue-summary";
import { LivePreview, usePreview } from "./live-preview";
import { refusalOf } from "./refusal";
import { requestOf } from "./request-of";
import type { FormKind } from "./routing-kinds";
import type { IntentTexts } from "./use-intent-texts";
import classes from "./wizard.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";
import type { ShownError } from "@/components/ui/error-state";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import type { IntentOf, IntentRequest } from "@/lib/changes/intent-schemas";

const ImpactPanel = lazy(async () => ({
  default: (await import("@/components/impact/impact-panel")).ImpactPanel,
}));

type Props<K extends FormKind> = {
  readonly kind: K;
  readonly Form: ComponentType<IntentFormProps<IntentOf<K>>>;
  /** What the form starts from: what stands there, or the kind's own start. */
  readonly base: IntentOf<K>;
  /** What was typed; undefined before the first stroke. */
  readonly draft: unknown;
  readonly onDraft: (next: IntentOf<K>) => void;
  readonly onDropDraft: () => void;
  readonly options: FormOptions<IntentOf<K>>;
  readonly texts: IntentTexts;
  readonly onPlan: (request: IntentRequest) => void;
  readonly onBack: () => void;
  readonly isPlanning: boolean;
  readonly error: ShownError | null;
};

/** The kind's form, and beside it what it would do to the traffic and what it would write. */
export function FormStep<K extends FormKind>(props: Props<K>) {
  const { kind, Form, base, draft, onDropDraft, options, texts, onPlan, onBack, isPlanning, error } = props;
  const t = useTranslations("routing");
  const [isAsked, setAsked] = useState(false);
  const shown = draft ?? base;
  const checked = useMemo(() => checkDraft(kind, shown), [kind, shown]);
  const intent = checked.state === "unreadable" ? base : checked.intent;
  const request = checked.state === "valid" ? requestOf(kind, checked.intent) : undefined;
  const settled = useDeferredValue(request);
  const preview = usePreview(settled);
  const failure = preview.error ?? error;
  const refusal = useMemo(() => refusalOf(failure, texts), [failure, texts]);
  const issues = useMemo(() => {
    const own = checked.state === "open" ? checked.issues.map(translated(texts)) : [];
    return refusal === undefined || own.length > 0 ? own : [refusal];
  }, [checked, texts, refusal]);
  // A form that nobody has touched is not wrong yet.
  const shownIssues = draft === undefined && !isAsked ? none : issues;
  return (
    <form
      noValidate
      className={changeClasses.stack}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (request !== undefined) onPlan(request);
      }}
    >
      {checked.state === "unreadable" ? (
        <Notice text={t("form.unreadable")} action={t("form.drop")} onAction={onDropDraft} />
      ) : null}
      <div className={classes.form}>
        <div className={changeClasses.stack}>
          <Suspense fallback={<PageSkeleton rows={8} />}>
            <Form intent={intent} onIntent={props.onDraft} options={options} issues={shownIssues} />
          </Suspense>
          {isAsked && issues.length > 0 ? <IssueSummary issues={issues} texts={texts} /> : null}
          {error === null || refusal !== undefined ? null : <WriteError error={error} />}
          <div className={classes.actions}>
            <Button type="submit" loading={isPlanning}>
              {t("weights.plan")}
            </Button>
            <Button variant="default" onClick={onBack} disabled={isPlanning}>
              {t("wizard.back")}
            </Button>
          </div>
        </div>
        <div className={classes.aside}>
          <LivePreview query={preview} refusal={refusal} />
          <Suspense fallback={<PageSkeleton rows={4} />}>
            <ImpactPanel request={settled} />
          </Suspense>
        </div>
      </div>
    </form>
  );
}

const none: readonly FieldIssue[] = [];

function translated(texts: IntentTexts): (issue: FieldIssue) => FieldIssue {
  return (issue) => ({ path: issue.path, message: texts.issue(issue) });
}

function Notice({ text, action, onAction }: { text: string; action: string; onAction: () => void }) {
  return (
    <div className={changeClasses.notice} data-tone="force" role="status">
      {text}
      <Button size="compact-xs" variant="default" w="max-content" onClick={onAction}>
        {action}
      </Button>
    </div>
  );
}
