"use client";
import { Radio } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { SplitOptions } from "./options-step";
import classes from "./wizard/wizard.module.css";
import { StatusBadge } from "@/components/ui/status-badge";

type Api = SplitOptions["apis"][number];

type Props = {
  readonly apis: readonly Api[];
  readonly chosen: Api["api"] | undefined;
  readonly onChoose: (api: Api["api"]) => void;
};

/** The two ways to write a split, and for each that does not fit, why. */
export function ApiChoice({ apis, chosen, onChoose }: Props) {
  const t = useTranslations("routing");
  return (
    <div className={classes.apis} role="radiogroup" aria-label={t("options.api")}>
      {apis.map((row) => (
        <div key={row.api} className={classes.api} data-chosen={chosen === row.api}>
          <Radio
            name="api"
            label={t(`options.${row.api}`)}
            checked={chosen === row.api}
            disabled={!row.fits}
            onChange={() => onChoose(row.api)}
          />
          <StatusBadge
            tone={row.fits ? "ok" : "idle"}
            label={t(row.fits ? "options.fits" : "options.doesNotFit")}
          />
          <Obstacle row={row} />
        </div>
      ))}
    </div>
  );
}

function Obstacle({ row }: { row: Api }) {
  const t = useTranslations("routing");
  if (row.obstacle === undefined) return null;
  const reason = row.current.ok ? "" : t(`reason.${row.current.reason}`);
  return <span>{t(`obstacle.${row.obstacle}`, { reason })}</span>;
}
