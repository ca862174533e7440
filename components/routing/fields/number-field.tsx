"use client";
import { NumberInput } from "@mantine/core";
import { useState, type ReactNode } from "react";

type Props = {
  /** Absent where a heading says it; then `ariaLabel` does. */
  readonly label?: string | undefined;
  readonly ariaLabel?: string | undefined;
  /** undefined, null (a NaN that went through JSON) and NaN are an empty field. */
  readonly value: number | null | undefined;
  readonly onValue: (value: number | undefined) => void;
  readonly unit?: string | undefined;
  readonly description?: ReactNode;
  readonly placeholder?: string | undefined;
  readonly error?: string | undefined;
  readonly decimals?: number;
  readonly isRequired?: boolean;
  readonly rightSection?: ReactNode;
  readonly rightSectionWidth?: number;
};

const shown = (value: number | null | undefined): number | "" =>
  typeof value === "number" && Number.isFinite(value) ? value : "";
const numberOf = (raw: number | string): number | "" =>
  typeof raw === "number" ? raw : raw.trim() === "" || !Number.isFinite(Number(raw)) ? "" : Number(raw);

/** A number with its unit; keeps what is half typed, such as `0.`. */
export function NumberField(props: Props) {
  const { label, ariaLabel, value, onValue, unit, decimals = 0, isRequired = false, ...rest } = props;
  const [raw, setRaw] = useState<number | string>(shown(value));
  return (
    <NumberInput
      label={label}
      aria-label={ariaLabel}
      value={numberOf(raw) === shown(value) ? raw : shown(value)}
      onChange={(next) => {
        setRaw(next);
        const number = numberOf(next);
        onValue(number === "" ? undefined : number);
      }}
      suffix={unit === undefined ? "" : ` ${unit}`}
      allowDecimal={decimals > 0}
      decimalScale={decimals}
      allowNegative={false}
      withAsterisk={isRequired}
      hideControls={rest.rightSection === undefined}
      size="xs"
      inputWrapperOrder={["label", "input", "description", "error"]}
      {...rest}
    />
  );
}
