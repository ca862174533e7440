"use client";
import { useTranslations } from "use-intl";
import classes from "./controlplane.module.css";
import { Measure } from "@/components/ui/measure";
import { Stat } from "@/components/ui/stat";
import type { ControlPlane } from "./outputs";

/** The figures that a person looks at first. */
export function ControlPlaneStats({ data }: { data: ControlPlane }) {
  const t = useTranslations("controlplane");
  const { proxies, replicas } = data;
  const connected =
    proxies === undefined ? undefined : proxies.synced + proxies.stale + proxies.error + proxies.not_sent;
  const worst = Math.max(
    ...replicas
      .map((replica) => replica.metrics?.convergenceSeconds?.p99 ?? Number.NaN)
      .filter(Number.isFinite),
  );
  return (
    <div className={classes.stats}>
      <Stat label={t("stat.replicas")}>
        <span className="hd-num">
          {t("of", { up: replicas.filter((replica) => replica.reachable).length, all: replicas.length })}
        </span>
      </Stat>
      <Stat label={t("stat.proxies")}>
        <Measure value={connected} unit="count" />
      </Stat>
      <Stat label={t("stat.synced")}>
        <Measure value={proxies?.synced} unit="count" />
      </Stat>
      <Stat label={t("stat.stale")}>
        <Measure value={proxies?.stale} unit="count" />
      </Stat>
      <Stat label={t("stat.rejected")}>
        <Measure value={proxies?.error} unit="count" />
      </Stat>
      <Stat label={t("stat.convergence")} note={t("sinceStart")}>
        <Measure value={Number.isFinite(worst) ? worst * 1000 : undefined} unit="ms" />
      </Stat>
    </div>
  );
}
