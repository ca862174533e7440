"use client";
import { Radio } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { IntentTexts } from "./use-intent-texts";
import classes from "./wizard.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ApiFit, IntentApi } from "@/lib/changes/intent-module";

/** Parts of an intent that belong to the other API's way of saying the same: nobody misses them. */
const unmissed: ReadonlySet<string> = new Set([
  "routeKind",
  "backendTimeoutMs",
  "destination.labels",
  "destination.backend",
  "destinations.labels",
  "destinations.backend",
]);

type Props = {
  readonly fits: readonly ApiFit[];
  readonly texts: IntentTexts;
  readonly chosen: IntentApi | undefined;
  /** What is edited stays in the objects that it is in. */
  readonly isFixed: boolean;
  readonly onChoose: (api: IntentApi) => void;
};

/** The families of objects that can hold the intent; for each what stands in the way and what it has no field for. */
export function ApiFits({ fits, texts, chosen, isFixed, onChoose }: Props) {
  const t = useTranslations("routing");
  const missing = (fields: readonly string[]) => fields.filter((field) => !unmissed.has(field));
  return (
    <div className={classes.apis} role="radiogroup" aria-label={t("options.api")}>
      {fits.map(({ api, fits: does, obstacle, inexpressible }) => (
        <div key={api} className={classes.api} data-chosen={chosen === api}>
          <Radio
            name="api"
            label={t(`api.${api}`)}
            checked={chosen === api}
            disabled={!does || (isFixed && chosen !== api)}
            onChange={() => onChoose(api)}
          />
          <StatusBadge tone={does ? "ok" : "idle"} label={t(does ? "options.fits" : "options.doesNotFit")} />
          {obstacle === undefined ? null : <span>{texts.obstacle(obstacle)}</span>}
          {does && missing(inexpressible).length > 0 ? (
            <span>
              {t("options.inexpressible", { fields: missing(inexpressible).map(texts.field).join(", ") })}
            </span>
          ) : null}
        </div>
      ))}
    </div>
  );
}
