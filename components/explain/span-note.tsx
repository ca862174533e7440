"use client";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { useBecause } from "./use-because";
import type { FlowEnd } from "@/lib/proxies/explain-flow/explanation";
import type { FlowRead, SpanRead } from "@/server/operations/explain/answers";

/** What the span saw, beside what is explained. */
export function SpanNote({ span, read }: { span: SpanRead; read: FlowRead | undefined }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const { seen, notes } = span;
  const isSame = read?.explanation.ends.some((end) => agrees(end, seen));
  return (
    <div className={classes.note} role="note">
      <p>
        {t("result.seen", {
          status: seen.status ?? "—",
          flags: seen.flags ?? "",
          cluster: seen.cluster ?? "—",
        })}
      </p>
      {isSame === undefined ? null : <p>{t(isSame ? "result.agrees" : "result.differs")}</p>}
      {notes.map((note) => (
        <p key={note.code}>{say(note)}</p>
      ))}
    </div>
  );
}

function agrees({ outcome }: FlowEnd, seen: SpanRead["seen"]): boolean {
  if (outcome.kind === "sent") return outcome.cluster === seen.cluster;
  return outcome.kind === "answered" && outcome.status === seen.status;
}
