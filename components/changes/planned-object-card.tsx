"use client";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { ObjectCard } from "./object-card";
import { OwnerList } from "./owner-list";
import { StatusBadge } from "@/components/ui/status-badge";
import type { PlannedObject } from "@/lib/changes/change-set";

const dryRunTones = { accepted: "ok", rejected: "failing", unknown: "unknown" } as const;

/** A planned write with what the API server, the permissions and the owners say to it. */
export function PlannedObjectCard({ object }: { object: PlannedObject }) {
  const t = useTranslations("changes");
  const { dryRun, access, owners, conflicts } = object;
  return (
    <ObjectCard
      objectRef={object.ref}
      action={object.action}
      diff={object.diff}
      before={object.before}
      after={object.after}
    >
      <dl className={classes.facts}>
        <dt>{t("dryRun.title")}</dt>
        <dd>
          <StatusBadge tone={dryRunTones[dryRun.state]} label={t(`dryRun.${dryRun.state}`)} />{" "}
          {access === undefined
            ? t("access.unknown")
            : t(access.allowed ? "access.allowed" : "access.denied", { verb: access.verb })}
          {access !== undefined && !access.allowed && access.reason !== "" ? ` (${access.reason})` : null}
          {dryRun.state === "rejected" && dryRun.webhook !== undefined ? (
            <div>{t("webhook", { name: dryRun.webhook })}</div>
          ) : null}
          {dryRun.state === "accepted" ? (
            dryRun.warnings.map((warning) => <div key={warning}>{warning}</div>)
          ) : (
            <div className={classes.value}>{dryRun.message}</div>
          )}
          {dryRun.state === "rejected"
            ? dryRun.causes.map(({ field, message }) => (
                <div key={field + message} className={classes.value}>
                  {field}: {message}
                </div>
              ))
            : null}
        </dd>
        {object.action === "create" ? null : (
          <>
            <dt>{t("owners.title")}</dt>
            <dd>
              <OwnerList owners={owners} />
              {conflicts.map(({ manager, field, message }) => (
                <div key={manager + field} title={message}>
                  <StatusBadge tone="degraded" label={t("conflicts", { manager, field })} />
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </ObjectCard>
  );
}
