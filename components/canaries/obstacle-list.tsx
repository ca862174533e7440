"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { useTranslations } from "use-intl";
import classes from "@/components/changes/changes.module.css";
import { objectPath } from "@/components/routing/wizard/object-facts";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusShape } from "@/components/ui/status-shape";
import { printObjectRef } from "@/lib/mesh/object-ref";
import type { CanaryPreview } from "./stage-table";

type Obstacle = CanaryPreview["obstacles"][number];

/** What stands in the way of a canary, with the way out of each; nothing when nothing does. */
export function ObstacleList({ obstacles }: { obstacles: readonly Obstacle[] }) {
  const t = useTranslations("canaries");
  if (obstacles.length === 0) return null;
  const active = obstacles.find(({ code }) => code === "run_active");
  // The run that is under way is what holds the route: one line, with the way to it.
  const shown = obstacles.filter(
    ({ code, runId = active?.runId }) =>
      active === undefined || code !== "held_by_run" || runId !== active.runId,
  );
  const isStop = obstacles.some(({ severity }) => severity === "stop");
  return (
    <div className={classes.notice} data-tone={isStop ? "stop" : "force"} role={isStop ? "alert" : "status"}>
      <p className={classes.noticeTitle}>
        <StatusShape tone={isStop ? "failing" : "degraded"} />
        {t(isStop ? "obstacles.stop" : "obstacles.warn")}
      </p>
      <ul className={classes.list}>
        {shown.map((obstacle) => (
          <ObstacleLine key={obstacle.code + obstacle.message} obstacle={obstacle} />
        ))}
      </ul>
    </div>
  );
}

function ObstacleLine({ obstacle }: { obstacle: Obstacle }) {
  const t = useTranslations("canaries");
  const phrases = usePhrases();
  const href = useViewHref();
  const { code, object, runId } = obstacle;
  const key = `obstacle.${code}` as "obstacle.no_api";
  const isSaid = code === "run_active" && t.has(key);
  return (
    <li>
      {t.has(key) ? <strong>{t(key)}</strong> : null}{" "}
      {isSaid ? null : <span className={classes.value}>{phrases.message(obstacle)}</span>}{" "}
      {object === undefined ? null : (
        <Link className={classes.link} href={href(objectPath(object))}>
          {printObjectRef(object)}
        </Link>
      )}{" "}
      {runId === undefined ? null : (
        <Link className={classes.link} href={href(`/delivery/canary/${encodeURIComponent(runId)}`)}>
          {t("obstacles.openRun")}
        </Link>
      )}
    </li>
  );
}
