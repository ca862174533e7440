"use client";
import { useTranslations } from "use-intl";
import classes from "./session.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ClusterOutcome } from "@/lib/session/sign-in-answer";

const tones = { accepted: "ok", refused: "failing", silent: "unknown" } as const;

/** What each cluster said to the token; of one that did not answer also why. */
export function OutcomeList({ outcomes }: { outcomes: readonly ClusterOutcome[] }) {
  const t = useTranslations("session");
  const common = useTranslations("common");
  return (
    <ul className={classes.outcomes} aria-label={t("clusters")}>
      {outcomes.map(({ cluster, outcome, reason, message }) => (
        <li key={cluster}>
          <StatusBadge tone={tones[outcome]} label={`${cluster}: ${t(`outcome.${outcome}`)}`} />
          {outcome !== "silent" ? null : (
            <p className={classes.muted}>
              {reason !== undefined && common.has(`fault.${reason}` as "fault.timeout")
                ? common(`fault.${reason}` as "fault.timeout", { source: "Kubernetes" })
                : null}{" "}
              {message}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
