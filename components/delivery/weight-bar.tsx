"use client";
import { useTranslations } from "use-intl";
import classes from "./delivery.module.css";
import { shortDestination } from "./short-destination";
import type { DeliveryRow } from "@/lib/delivery/list-row";

type Shares = Pick<DeliveryRow, "weights" | "canaryName" | "canaryPercent">;

/** Where requests go, as shares of a bar, with the same in words; the new version has the accent. */
export function WeightBar({ row }: { row: Shares }) {
  const { weights, canaryName, canaryPercent } = row;
  const t = useTranslations("delivery");
  const parts = weights ?? percentParts(canaryPercent, t("newVersion"), t("stableVersion"));
  if (parts === undefined) return <span className={classes.muted}>{t("weightsUnknown")}</span>;
  const newName = canaryName ?? (weights === undefined ? t("newVersion") : undefined);
  const shown = parts.filter(({ weightPercent }) => weightPercent > 0);
  const words = (shown.length === 0 ? parts : shown)
    .map(({ name, weightPercent }) =>
      t("weight", { name: shortDestination(name), percent: `${Number(weightPercent.toFixed(1))}%` }),
    )
    .join(" · ");
  return (
    <span className={classes.weights}>
      <span className={classes.bar} aria-hidden>
        {parts.map(({ name, weightPercent }, index) => (
          <span
            key={name}
            className={classes.share}
            data-new={name === newName}
            data-index={index % 4}
            style={{ width: `${weightPercent}%` }}
          />
        ))}
      </span>
      <span className={classes.weightWords} title={t("weights", { list: words })}>
        {words}
      </span>
    </span>
  );
}

function percentParts(percent: number | undefined, newName: string, stableName: string) {
  if (percent === undefined) return undefined;
  return [
    { name: stableName, weightPercent: 100 - percent },
    { name: newName, weightPercent: percent },
  ];
}
