"use client";
import { Button, Group } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import { factsOf } from "./data-facts";
import classes from "./run.module.css";
import { ChangeStateBadge } from "@/components/changes/change-state-badge";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

/** How it ended and why, and the proof that the route is as it was, or as promoted. */
export function EndingCard({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const locale = useLocale();
  const href = useViewHref();
  const { run, body } = view;
  const { ending, plan } = body;
  if (run.state !== "ended" && run.state !== "reverting") return null;
  const values = { canary: plan.canary.name, stable: plan.stable.name };
  const isGood = run.outcome === "promoted";
  const reason = ending?.reason ?? "";
  // The numbers are below, in the section of the evidence, as they were at the end.
  const { words, evidence: _evidence, ...rest } = ending?.data ?? {};
  const facts = factsOf(rest);
  const pauseKey = `pause.reason.${reason}.what` as "pause.reason.frozen.what";
  const reasonKey = `endReason.${reason}` as "endReason.aborted";
  return (
    <section
      className={changeClasses.notice}
      data-tone={
        isGood ? "good" : run.outcome === "rolled_back" || run.outcome === "failed" ? "stop" : undefined
      }
      aria-label={t("ending.title")}
    >
      <p className={changeClasses.noticeTitle}>
        <StatusShape tone={isGood ? "ok" : run.state === "reverting" ? "degraded" : "info"} />
        {run.state === "reverting"
          ? t("place.reverting", values)
          : t(`outcomeText.${run.outcome ?? "failed"}`, values)}
      </p>
      {ending === undefined ? null : (
        <p className={classes.words}>
          <strong>{t("ending.why")}</strong>{" "}
          {[reasonKey, pauseKey].flatMap((key) => (t.has(key) ? [t(key, values)] : []))[0] ??
            reason.replaceAll("_", " ")}{" "}
          {typeof words === "string" && words !== "" ? <q>{words}</q> : null}{" "}
          <span className={classes.muted}>
            {ending.actor === "heddle" ? t("events.console") : ending.actor}
            {run.endedAtMs === undefined ? null : ` · ${formatInstant(run.endedAtMs, locale)}`}
          </span>
        </p>
      )}
      {facts.length === 0 ? null : (
        <dl className={changeClasses.facts}>
          {facts.map(({ path, text }) => (
            <div key={path} style={{ display: "contents" }}>
              <dt>{path}</dt>
              <dd className={changeClasses.value}>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {run.state === "ended" ? <Proof view={view} /> : null}
      {run.state === "ended" ? (
        <Group gap={8}>
          <Button
            component={Link}
            href={href("/delivery/canary/new", {
              service: `${plan.service.namespace}/${plan.service.name}`,
              step: "review",
              from: run.id,
            })}
            size="xs"
            variant="default"
          >
            {t("ending.again")}
          </Button>
        </Group>
      ) : null}
    </section>
  );
}

function Proof({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const { route, run, changes } = view;
  const last = changes.at(-1);
  const isBack = run.outcome !== "promoted";
  const isKept = isBack ? route?.isAsBefore === true : route?.isAsWritten === true;
  if (run.outcome === "failed" && changes.length === 0) {
    return <p className={classes.words}>{t("proof.nothingWritten")}</p>;
  }
  return (
    <ul className={changeClasses.list}>
      {route === undefined ? null : (
        <li>
          <StatusBadge
            tone={route.isHeld ? "failing" : "ok"}
            label={t(route.isHeld ? "proof.held" : "proof.free")}
          />
        </li>
      )}
      {route === undefined ? null : (
        <li>
          <StatusBadge
            tone={isKept ? "ok" : "info"}
            label={t(isBack && isKept ? "proof.asBefore" : isKept ? "proof.asWritten" : "proof.changedSince")}
          />{" "}
          {route.weights.map(({ name, weightPercent }) => `${name} ${weightPercent} %`).join(" · ")}
        </li>
      )}
      {last === undefined ? null : (
        <li>
          {t("proof.lastChange")} <ChangeStateBadge state={last.state} />{" "}
          <ChangeLink id={last.id} title={last.title} />
        </li>
      )}
    </ul>
  );
}

function ChangeLink({ id, title }: { id: string; title: string }) {
  const href = useViewHref();
  return (
    <Link className={classes.link} href={href(`/activity/${id}`)}>
      {title}
    </Link>
  );
}
