"use client";
import { useTranslations } from "use-intl";
import type { CanaryView } from "./canary-view";
import classes from "./run.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { objectPath } from "@/components/routing/wizard/object-facts";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { printObjectRef } from "@/lib/mesh/object-ref";

type Weights = NonNullable<CanaryView["route"]>["weights"];

/** The weights that the run wrote beside those that the route object has now, and the pods that answer for them. */
export function RouteNow({ view }: { view: CanaryView }) {
  const t = useTranslations("canaries");
  const href = useViewHref();
  const { route, body, run } = view;
  const hasEnded = run.state === "ended";
  return (
    <div className={classes.route}>
      {route === undefined ? (
        <StatusBadge tone="unknown" label={t("route.unknown")} />
      ) : (
        <>
          {hasEnded || route.planned.length === 0 ? null : (
            <WeightBar label={t("route.planned")} weights={route.planned} canary={body.plan.canary.name} />
          )}
          <WeightBar label={t("route.actual")} weights={route.weights} canary={body.plan.canary.name} />
          <div className={classes.routeFoot}>
            {hasEnded ? null : (
              <StatusBadge
                tone={route.isAsWritten ? "ok" : "degraded"}
                label={t(route.isAsWritten ? "route.asWritten" : "route.changed")}
              />
            )}
            {route.mirrorPercent === undefined ? null : (
              <span>{t("route.mirror", { percent: route.mirrorPercent })}</span>
            )}
            {route.object === undefined ? (
              <span className={classes.muted}>{t("route.noObject")}</span>
            ) : (
              <Link className={classes.link} href={href(objectPath(route.object))}>
                {printObjectRef(route.object)}
              </Link>
            )}
          </div>
        </>
      )}
      <dl className={classes.pods}>
        <PodsRow name={body.plan.stable.name} role={t("route.stable")} pods={view.stablePods} />
        <PodsRow name={body.plan.canary.name} role={t("route.canary")} pods={view.canaryPods} />
      </dl>
    </div>
  );
}

function WeightBar({ label, weights, canary }: { label: string; weights: Weights; canary: string }) {
  const t = useTranslations("canaries");
  return (
    <div className={classes.weights}>
      <span className={classes.muted}>{label}</span>
      {weights.length === 0 ? (
        <span className={classes.muted}>{t("route.noWeights")}</span>
      ) : (
        <>
          <span className={classes.weightBar} aria-hidden>
            {weights.map(({ name, weightPercent }) => (
              <span key={name} data-canary={name === canary} style={{ width: `${weightPercent}%` }} />
            ))}
          </span>
          <span className={classes.weightWords}>
            {weights.map(({ name, weightPercent }) => `${name} ${weightPercent} %`).join(" · ")}
          </span>
        </>
      )}
    </div>
  );
}

type PodsProps = {
  readonly name: string;
  readonly role: string;
  readonly pods: CanaryView["canaryPods"];
};

function PodsRow({ name, role, pods }: PodsProps) {
  const t = useTranslations("canaries");
  return (
    <div>
      <dt>
        {role} <strong>{name}</strong>
      </dt>
      <dd>
        {pods === undefined ? (
          <StatusBadge tone="unknown" label={t("route.podsUnknown")} />
        ) : pods.readyPods === 0 ? (
          <StatusBadge tone="failing" label={t("versions.noPods")} />
        ) : (
          t("versions.pods", { ready: pods.readyPods, all: pods.pods })
        )}
      </dd>
    </div>
  );
}
