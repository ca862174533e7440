"use client";
import { Radio } from "@mantine/core";
import { useId } from "react";
import classes from "./fields.module.css";

type Choice<V extends string> = { readonly value: V; readonly label: string; readonly what?: string };

type Props<V extends string> = {
  readonly label: string;
  readonly choices: readonly Choice<V>[];
  readonly value: V;
  readonly onValue: (value: V) => void;
  readonly error?: string | undefined;
};

/** One of a few, each with what it means. */
export function ChoiceCards<V extends string>({ label, choices, value, onValue, error }: Props<V>) {
  const name = useId();
  return (
    <Radio.Group name={name} value={value} aria-label={label} error={error}>
      <div className={classes.choices}>
        {choices.map((choice) => (
          <div key={choice.value} className={classes.choice} data-chosen={choice.value === value}>
            <Radio
              value={choice.value}
              label={choice.label}
              description={choice.what}
              onChange={() => onValue(choice.value)}
              size="xs"
            />
          </div>
        ))}
      </div>
    </Radio.Group>
  );
}
