"use client";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { NumberField } from "./number-field";

const unitMs = { ms: 1, s: 1000, min: 60_000 } as const;
type Unit = keyof typeof unitMs;

/** The largest unit that says the time without decimals. */
function unitOf(valueMs: number | null | undefined): Unit {
  if (typeof valueMs !== "number" || !Number.isFinite(valueMs) || valueMs === 0) return "s";
  if (valueMs % unitMs.min === 0) return "min";
  return valueMs % 1000 === 0 ? "s" : "ms";
}

function unitFromText(text: string): Unit {
  return text === "ms" || text === "min" ? text : "s";
}

type Props = {
  readonly label: string;
  /** The label is only for assistive technology: a heading says it. */
  readonly isLabelHidden?: boolean;
  readonly valueMs: number | null | undefined;
  readonly onValueMs: (valueMs: number | undefined) => void;
  readonly description?: ReactNode;
  readonly placeholder?: string | undefined;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
};

/** A time in the unit that suits it; another unit takes the typed number as it is. */
export function DurationField({ label, isLabelHidden = false, valueMs, onValueMs, ...rest }: Props) {
  const t = useTranslations("routing");
  const [unit, setUnit] = useState<Unit>(unitOf(valueMs));
  const factor = unitMs[unit];
  const value = typeof valueMs === "number" && Number.isFinite(valueMs) ? valueMs / factor : undefined;
  return (
    <NumberField
      label={isLabelHidden ? undefined : label}
      ariaLabel={isLabelHidden ? label : undefined}
      value={value}
      onValue={(next) => onValueMs(next === undefined ? undefined : Math.round(next * factor))}
      decimals={unit === "ms" ? 0 : 3}
      rightSectionWidth={58}
      rightSection={
        <select
          className={classes.unit}
          aria-label={t("form.unitOf", { label })}
          value={unit}
          onChange={(event) => {
            const next = unitFromText(event.currentTarget.value);
            setUnit(next);
            if (value !== undefined) onValueMs(Math.round(value * unitMs[next]));
          }}
        >
          {(["ms", "s", "min"] as const).map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      }
      {...rest}
    />
  );
}
