"use client";
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./config.module.css";
import { FieldHint } from "./field-hint";
import { ProblemList } from "./problem-list";
import { useProblemText } from "./use-problem-text";
import { schemaOfId, useYamlCheck } from "./use-yaml-check";
import { FindingList } from "@/components/changes/finding-list";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import type { ShownError } from "@/components/ui/error-state";
import { YamlCodeEditor, type YamlEditorHandle } from "@/components/ui/yaml-code-editor";
import type { EditorHint } from "@/components/ui/yaml-editor-extensions";
import { completeYaml, describeYaml, typeWords } from "@/lib/config/schema/complete";
import { objectAround } from "@/lib/config/yaml/around";
import { printPath } from "@/lib/config/yaml/field-path";
import type { YamlDocument } from "@/lib/config/yaml/parse";

type Props = {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly cluster: string;
  readonly label: string;
  /** What is live now, to compare with. */
  readonly live?: string | undefined;
  readonly isChanged: boolean;
  readonly isComparing: boolean;
  readonly notices?: (documents: readonly YamlDocument[]) => ReactNode;
  readonly onPlan: (documents: readonly YamlDocument[]) => void;
  readonly isPlanning: boolean;
  readonly error: ShownError | null;
  readonly actions?: ReactNode;
};

/** The editor with all that it knows, what is wrong with the text, and the way to the review. */
export function YamlWorkbench(props: Props) {
  const { text, onText, cluster, label, live, isComparing } = props;
  const t = useTranslations("config");
  const handle = useRef<YamlEditorHandle>(null);
  const [cursor, setCursor] = useState(0);
  const check = useYamlCheck(text, cluster);
  const answers = useAnswers(check, cluster);
  const problemText = useProblemText();
  const marks = useMemo(
    () =>
      check.problems.map((problem) => ({
        from: problem.range.from,
        to: problem.range.to,
        severity: problem.severity,
        message: problemText(problem),
      })),
    [check.problems, problemText],
  );
  return (
    <div className={classes.stack}>
      {props.notices?.(check.parsed.documents)}
      <YamlCodeEditor
        text={text}
        onText={onText}
        onCursor={setCursor}
        label={label}
        heightPx={460}
        original={isComparing ? live : undefined}
        handle={handle}
        complete={answers.complete}
        hint={answers.hint}
        problems={marks}
        phrases={{ Accept: t("edit.keepMine"), Reject: t("edit.takeLive") }}
      />
      <FieldHint hint={answers.hint(text, keyOffset(text, cursor))} />
      <section aria-label={t("problems.title")} className={classes.problemsBox}>
        <ProblemList problems={check.problems} onOpen={({ range }) => handle.current?.goTo(range.from)} />
        {check.elsewhere.length === 0 ? null : (
          <div className={classes.elsewhere}>
            <h3>{t("problems.elsewhere")}</h3>
            <FindingList rows={check.elsewhere.map((finding) => ({ finding, isNew: true }))} />
          </div>
        )}
      </section>
      <PlanBar {...props} check={check} />
    </div>
  );
}

/** The first character of what the cursor's line says: its key, for a cursor behind it too. */
function keyOffset(text: string, cursor: number): number {
  const start = text.lastIndexOf("\n", cursor - 1) + 1;
  const line = text.slice(start).split("\n", 1)[0] ?? "";
  return start + line.length - line.replace(/^[\s-]+/, "").length;
}

type Check = ReturnType<typeof useYamlCheck>;

function PlanBar({ check, isChanged, isPlanning, error, onPlan, actions }: Props & { check: Check }) {
  const t = useTranslations("config");
  const { documents, problems } = check.parsed;
  const isBroken =
    problems.length > 0 || documents.length === 0 || documents.some(({ manifest }) => manifest === undefined);
  const errors = check.problems.filter(({ severity }) => severity === "error").length;
  return (
    <>
      <Group gap={8}>
        <Button onClick={() => onPlan(documents)} loading={isPlanning} disabled={isBroken || !isChanged}>
          {t("edit.review")}
        </Button>
        {actions}
        <span className={classes.muted} role="status">
          {isBroken
            ? t("edit.broken")
            : !isChanged
              ? t("edit.unchanged")
              : errors > 0
                ? t("edit.errors", { count: errors })
                : check.lint.error !== null
                  ? t("edit.lintFailed")
                  : t("edit.ready", { count: documents.length })}
        </span>
      </Group>
      {error === null ? null : <WriteError error={error} />}
    </>
  );
}

function useAnswers({ ids, schemas }: Check, cluster: string) {
  const trpc = useTRPC();
  const names = useQuery(trpc.config.names.queryOptions({ cluster }, { staleTime: 60_000 })).data?.data;
  const complete = useCallback(
    (text: string, offset: number) => {
      const object = objectAround(text, offset);
      const schema = schemaOfId(ids, schemas, object.apiVersion, object.kind);
      return completeYaml(text, offset, { object, schema, names });
    },
    [ids, schemas, names],
  );
  const hint = useCallback(
    (text: string, offset: number): EditorHint | undefined => {
      const { apiVersion, kind } = objectAround(text, offset);
      const schema = schemaOfId(ids, schemas, apiVersion, kind);
      const found = schema === undefined ? undefined : describeYaml(text, offset, schema);
      if (found === undefined) return undefined;
      const { description = "", enum: values } = found.schema;
      const type = values === undefined ? typeWords(found.schema) : values.map(String).join(" | ");
      return { title: printPath(found.path), type, text: description };
    },
    [ids, schemas],
  );
  return { complete, hint };
}
