"use client";
import { Autocomplete, Button, NumberInput, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { useTranslations } from "use-intl";
import classes from "./trace-search.module.css";
import {
  allServices,
  filtersFromTexts,
  maxTraceLimit,
  type TraceFilterFaults,
  type TraceFilterTexts,
} from "@/lib/url/traces";

type Props = {
  /** The search in the URL; the form starts from it. */
  texts: TraceFilterTexts;
  services: readonly string[];
  operations: readonly string[];
  canSearchAll: boolean;
  searching: boolean;
  onService: (service: string) => void;
  onSearch: (texts: TraceFilterTexts) => void;
};

/** All filters of a trace search. A service is searched at once; the other fields wait for Enter or the button. */
export function TraceSearchForm(props: Props) {
  const { texts, services, operations, canSearchAll, onSearch } = props;
  const t = useTranslations("traces");
  const [draft, setDraft] = useState(texts);
  const faults = useFaultTexts(filtersFromTexts(draft).faults);
  const set = (change: Partial<TraceFilterTexts>) => setDraft((before) => ({ ...before, ...change }));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (Object.keys(filtersFromTexts(draft).faults).length === 0) onSearch(draft);
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t("search.label")}>
      <Select
        label={t("search.service")}
        placeholder={t("search.servicePlaceholder")}
        data={[
          ...(canSearchAll ? [{ value: allServices, label: t("search.allServices") }] : []),
          ...withChosen(services, draft.service).map((name) => ({ value: name, label: name })),
        ]}
        value={draft.service === "" ? null : draft.service}
        onChange={(service) => {
          set({ service: service ?? "", operation: "" });
          props.onService(service ?? "");
        }}
        searchable
        clearable
        limit={200}
        nothingFoundMessage={t("search.noService")}
      />
      <Autocomplete
        label={t("search.operation")}
        placeholder={t("search.any")}
        data={[...operations]}
        value={draft.operation}
        onChange={(operation) => set({ operation })}
        limit={200}
        disabled={draft.service === "" || draft.service === allServices}
      />
      <TextInput
        className={classes.tags}
        label={t("search.tags")}
        placeholder='http.status_code=503 response_flags="UO"'
        value={draft.tags}
        onChange={(event) => set({ tags: event.currentTarget.value })}
        error={faults.tags}
        spellCheck={false}
      />
      <TextInput
        label={t("search.min")}
        placeholder="1.2s, 100ms"
        value={draft.min}
        onChange={(event) => set({ min: event.currentTarget.value })}
        error={faults.min}
      />
      <TextInput
        label={t("search.max")}
        placeholder="5s"
        value={draft.max}
        onChange={(event) => set({ max: event.currentTarget.value })}
        error={faults.max}
      />
      <NumberInput
        label={t("search.limit")}
        min={1}
        max={maxTraceLimit}
        clampBehavior="blur"
        value={draft.limit}
        onChange={(limit) => set({ limit: Number(limit) || 1 })}
      />
      <Button
        className={classes.submit}
        type="submit"
        loading={props.searching}
        disabled={draft.service === "" || Object.values(faults).some((text) => text !== undefined)}
        leftSection={<IconSearch size={16} aria-hidden />}
      >
        {t("search.submit")}
      </Button>
    </form>
  );
}

/** A service from the URL stays choosable although Jaeger does not list it now. */
function withChosen(services: readonly string[], chosen: string): readonly string[] {
  return chosen === "" || chosen === allServices || services.includes(chosen)
    ? services
    : [chosen, ...services];
}

function useFaultTexts(faults: TraceFilterFaults): { tags?: string; min?: string; max?: string } {
  const t = useTranslations("traces");
  const { tags } = faults;
  return {
    ...(tags === undefined
      ? {}
      : { tags: t(`search.tagFault.${tags.reason}`, { word: tags.word, at: tags.at + 1 }) }),
    ...(faults.min === undefined ? {} : { min: t("search.noDuration") }),
    ...(faults.max === undefined
      ? {}
      : { max: faults.max === "belowMin" ? t("search.belowMin") : t("search.noDuration") }),
  };
}
