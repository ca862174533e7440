"use client";
import { Button, Progress } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { UploadFault } from "./send-file";
import classes from "./snapshots.module.css";
import type { UploadRow, UploadState } from "./use-uploads";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { usePhrases } from "@/components/ui/use-phrases";

type ResultsProps = {
  rows: readonly UploadRow[];
  onCancel: (id: number) => void;
  onClear: () => void;
};

const underWay = new Set<UploadState["kind"]>(["waiting", "sending", "reading"]);

/** What became of each file. */
export function UploadResults({ rows, onCancel, onClear }: ResultsProps) {
  const t = useTranslations("snapshots");
  return (
    <>
      <ul className={classes.results} aria-label={t("upload.results")} aria-live="polite">
        {rows.map(({ id, name, state }) => (
          <li key={id} className={classes.result}>
            <span className={classes.fileName}>{name}</span>
            <UploadOutcome name={name} state={state} />
            {underWay.has(state.kind) ? (
              <Button size="compact-xs" variant="subtle" onClick={() => onCancel(id)}>
                {t("upload.cancel")}
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {rows.some(({ state }) => !underWay.has(state.kind)) ? (
        <Button size="compact-xs" variant="subtle" onClick={onClear} mb={12}>
          {t("upload.clear")}
        </Button>
      ) : null}
    </>
  );
}

function UploadOutcome({ name, state }: { name: string; state: UploadState }) {
  const t = useTranslations("snapshots");
  const href = useViewHref();
  switch (state.kind) {
    case "waiting":
    case "cancelled":
      return <StatusBadge tone="idle" label={t(`upload.${state.kind}`)} />;
    case "sending":
      return (
        <Under name={name} words={t("upload.sending", { percent: state.percent })} percent={state.percent} />
      );
    case "reading":
      return <Under name={name} words={t("upload.reading")} percent={100} />;
    case "failed":
      return (
        <div className={classes.outcome}>
          <StatusBadge tone="failing" label={t("upload.failed")} />
          <Fault fault={state.fault ?? { message: t("upload.network"), hint: t("upload.networkHint") }} />
        </div>
      );
    case "kept":
      return (
        <div className={classes.outcome}>
          <StatusBadge
            tone={
              state.problems.length > 0 || state.snapshots.some(({ warnings }) => warnings.length > 0)
                ? "degraded"
                : "ok"
            }
            label={t("upload.kept", { count: state.snapshots.length })}
          />
          <span className={classes.links}>
            {state.snapshots.map(({ id, title }) => (
              <Link key={id} href={href(`/proxies/snapshots/${id}`)}>
                {t("upload.open", { title })}
              </Link>
            ))}
          </span>
          {state.snapshots.flatMap(({ id, warnings }) =>
            warnings.map((warning) => <Fault key={`${id} ${warning.message}`} fault={warning} />),
          )}
          {state.problems.map((problem) => (
            <Fault key={`${problem.name} ${problem.message}`} fault={problem} />
          ))}
        </div>
      );
  }
}

function Under({ name, words, percent }: { name: string; words: string; percent: number }) {
  const t = useTranslations("snapshots");
  return (
    <div className={classes.outcome}>
      <span>{words}</span>
      <Progress
        w="100%"
        value={percent}
        animated={percent === 100}
        size="sm"
        aria-label={t("upload.progress", { name })}
      />
    </div>
  );
}

function Fault({ fault }: { fault: UploadFault }) {
  const phrases = usePhrases();
  const hint = phrases.hint(fault);
  return (
    <span>
      {fault.name === undefined ? "" : `${fault.name}: `}
      {phrases.message(fault)} {hint === undefined ? null : <span className={classes.hint}>{hint}</span>}
    </span>
  );
}
