"use client";
import { Button } from "@mantine/core";
import { useState } from "react";

type Props = {
  readonly label: string;
  readonly confirmLabel: string;
  /** What it acts on, for assistive technology. */
  readonly name: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
};

/** A small button that wants to be pressed twice; leaving it takes the first press back. */
export function ConfirmButton({ label, confirmLabel, name, isBusy, onConfirm }: Props) {
  const [isArmed, setArmed] = useState(false);
  return (
    <Button
      size="compact-xs"
      variant={isArmed ? "filled" : "default"}
      color={isArmed ? "red.9" : undefined}
      loading={isBusy}
      aria-label={`${isArmed ? confirmLabel : label}: ${name}`}
      onBlur={() => setArmed(false)}
      onKeyDown={(event) => {
        // Within a table's row: the row would open as well.
        event.stopPropagation();
        if (event.key === "Escape") setArmed(false);
      }}
      onClick={(event) => {
        event.stopPropagation();
        if (isArmed) onConfirm();
        setArmed(!isArmed);
      }}
    >
      {isArmed ? confirmLabel : label}
    </Button>
  );
}
