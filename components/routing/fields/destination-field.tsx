"use client";
import { Select } from "@mantine/core";
import {
  destinationOptions,
  destinationValue,
  type DestinationDraft,
  type DestinationOption,
} from "./destination-options";
import type { FormOptions } from "../wizard/intent-form-props";
import type { IntentApi } from "@/lib/changes/intent-module";

type Props = {
  readonly label: string;
  readonly options: FormOptions<unknown>;
  readonly api: IntentApi;
  readonly destination: DestinationDraft;
  readonly onDestination: (next: DestinationOption["destination"]) => void;
  readonly error?: string | undefined;
};

/** One destination: a version of the service, or another Service of its namespace. */
export function DestinationField({ label, options, api, destination, onDestination, error }: Props) {
  const offered = destinationOptions(options, api, [destination]);
  return (
    <Select
      label={label}
      data={offered.map(({ value, label: text }) => ({ value, label: text }))}
      value={destination.name === "" ? null : destinationValue(destination)}
      onChange={(value) => {
        const chosen = offered.find((one) => one.value === value);
        if (chosen !== undefined) onDestination(chosen.destination);
      }}
      allowDeselect={false}
      searchable
      error={error}
      size="xs"
      withAsterisk
    />
  );
}
