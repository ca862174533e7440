"use client";
import { useTranslations } from "use-intl";
import classes from "./board.module.css";
import type { NackCandidate, RefusedPart } from "./outputs";
import { TakeBack } from "./take-back";
import { Age } from "@/components/proxies/age";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { formatDurationUs } from "@/lib/format/duration";
import { printObjectRef } from "@/lib/mesh/object-ref";

/** What was refused, why, and the objects that may be behind it, the likeliest first. */
export function RefusedPartView({ part }: { part: RefusedPart }) {
  const t = useTranslations("controlplane.board");
  return (
    <div>
      <div className={classes.cardHead}>
        <strong>{part.resource ?? t("noResource")}</strong>
        <span className={classes.muted}>{t(`reason.${part.reason}`)}</span>
      </div>
      {part.candidates.length === 0 ? (
        <p className={classes.muted}>{t("noCandidate")}</p>
      ) : (
        <ol className={classes.list} aria-label={t("candidates")}>
          {part.candidates.map((candidate) => (
            <Candidate key={printObjectRef(candidate.ref)} candidate={candidate} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Candidate({ candidate }: { candidate: NackCandidate }) {
  const t = useTranslations("controlplane.board");
  const href = useViewHref();
  const { ref, reasons, findingCount = 0, lastChange } = candidate;
  const path = [ref.kind, ref.namespace, ref.name].map(encodeURIComponent).join("/");
  return (
    <li>
      <Link href={href(`/config/${path}`)}>{printObjectRef(ref)}</Link>{" "}
      <span className={classes.muted}>
        {reasons
          .map((reason) =>
            t(`why.${reason.code}`, {
              text: "text" in reason ? reason.text : "",
              time: "beforeMs" in reason ? formatDurationUs(reason.beforeMs * 1000) : "",
            }),
          )
          .join(" · ")}
        {findingCount === 0 ? null : <> · {t("findings", { count: findingCount })}</>}
        {lastChange === undefined ? null : (
          <>
            {" · "}
            <Link href={href(`/activity/${lastChange.id}`)}>
              {t("change", { actor: lastChange.actor })}
            </Link>{" "}
            <Age timeMs={lastChange.atMs} />
            {lastChange.isUndoable ? <TakeBack changeId={lastChange.id} /> : null}
          </>
        )}
      </span>
    </li>
  );
}
