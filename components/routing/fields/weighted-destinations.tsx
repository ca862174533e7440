"use client";
import { ActionIcon, Button, Group, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { destinationOptions, destinationValue, type DestinationDraft } from "./destination-options";
import classes from "./fields.module.css";
import { NumberField } from "./number-field";
import { issueAt, type FieldIssue, type FormOptions } from "../wizard/intent-form-props";
import { StatusBadge } from "@/components/ui/status-badge";
import type { IntentApi } from "@/lib/changes/intent-module";
import { evenWeights } from "@/lib/routing/balance-weights";

type Weighted = DestinationDraft & { readonly weightPercent: number };

/** A list longer than any that a person made. */
const maxShown = 30;

type Props = {
  readonly options: FormOptions<unknown>;
  readonly api: IntentApi;
  readonly destinations: readonly Weighted[];
  readonly onDestinations: (next: Weighted[]) => void;
  readonly issues: readonly FieldIssue[];
};

/** Where the requests go, in shares of 100. */
export function WeightedDestinations({ options, api, destinations, onDestinations, issues }: Props) {
  const t = useTranslations("routing");
  const offered = destinationOptions(options, api, destinations);
  const taken = new Set(destinations.map(destinationValue));
  const free = offered.find(({ value }) => !taken.has(value));
  const change = (index: number, next: Partial<Weighted>) =>
    onDestinations(destinations.map((one, at) => (at === index ? { ...one, ...next } : one)));
  const share = (next: readonly Weighted[]) => {
    const even = evenWeights(next.map((_, index) => String(index)));
    onDestinations(next.map((one, index) => ({ ...one, weightPercent: even[String(index)] ?? 0 })));
  };
  const wrong = issueAt(issues, "destinations");
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("form.destinations")}</legend>
      {destinations.slice(0, maxShown).map((destination, index) => (
        // A destination has no identity beside its place: two of one name are an error that must be seen.
        // oxlint-disable-next-line react/no-array-index-key -- the place is the identity here
        <div key={index} className={classes.row}>
          <div data-grow>
            <Select
              aria-label={t("form.destinationNo", { index: index + 1 })}
              data={offered.map(({ value, label }) => ({ value, label }))}
              value={destinationValue(destination)}
              onChange={(value) => {
                const chosen = offered.find((one) => one.value === value)?.destination;
                if (chosen === undefined) return;
                const { weightPercent } = destination;
                onDestinations(
                  destinations.map((one, at) => (at === index ? { ...chosen, weightPercent } : one)),
                );
              }}
              allowDeselect={false}
              searchable
              size="xs"
              error={issueAt(issues, `destinations.${index}.name`)}
            />
          </div>
          <Weight
            name={destination.name}
            percent={destination.weightPercent}
            onPercent={(weightPercent) => change(index, { weightPercent })}
            error={issueAt(issues, `destinations.${index}.weightPercent`)}
          />
          {offered.find(({ value }) => value === destinationValue(destination))?.readyPods === 0 ? (
            <StatusBadge tone="failing" label={t("options.noPods")} />
          ) : null}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("form.removeNamed", { name: destination.name })}
            disabled={destinations.length === 1}
            onClick={() => share(destinations.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {destinations.length > maxShown ? (
        <span className={classes.note}>{t("form.more", { count: destinations.length - maxShown })}</span>
      ) : null}
      {wrong === undefined ? null : <span className={classes.error}>{wrong}</span>}
      <Group gap={6}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={free === undefined}
          onClick={() =>
            free === undefined
              ? undefined
              : onDestinations([...destinations, { ...free.destination, weightPercent: 0 }])
          }
        >
          {t("form.addDestination")}
        </Button>
        {destinations.length < 2 ? null : (
          <Button size="compact-xs" variant="default" onClick={() => share(destinations)}>
            {t("weights.even")}
          </Button>
        )}
      </Group>
    </fieldset>
  );
}

type WeightProps = {
  readonly name: string;
  readonly percent: number;
  readonly onPercent: (percent: number) => void;
  readonly error: string | undefined;
};

function Weight({ name, percent, onPercent, error }: WeightProps) {
  const t = useTranslations("routing");
  return (
    <div style={{ width: 100 }}>
      <NumberField
        ariaLabel={t("weights.input", { name })}
        value={percent}
        onValue={(next) => onPercent(next ?? Number.NaN)}
        unit="%"
        error={error}
      />
    </div>
  );
}
