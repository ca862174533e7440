"use client";
import { Autocomplete, Button, Checkbox, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { HeaderRows } from "./header-rows";
import { MoreFields } from "./more-fields";
import { SourceSelect } from "./source-select";
import { useRequestDraft } from "./use-request-draft";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { flowDirections, type FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { ExplainSource } from "@/server/operations/explain/answers";

type Props = {
  readonly target: DumpTarget | undefined;
  readonly request: FlowRequest | undefined;
  readonly sources: readonly ExplainSource[] | undefined;
  readonly onExplain: (target: DumpTarget, request: FlowRequest) => void;
};

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT"];

/** The request to explain. What is typed stays here until it is explained; then it is in the page's address. */
export function RequestForm({ target, request, sources, onExplain }: Props) {
  const t = useTranslations("explain");
  const { draft, change, changeUrl, chooseTarget, submit } = useRequestDraft({
    target,
    request,
    sources,
    onExplain,
  });
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SourceSelect
        sources={sources}
        target={draft.target}
        error={draft.errors.target}
        onChange={chooseTarget}
      />
      <div>
        <span className={classes.label} id="explain-direction">
          {t("form.direction")}
        </span>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="explain-direction"
          data={flowDirections.map((value) => ({ value, label: t(`form.${value}`) }))}
          value={draft.direction}
          onChange={(value) =>
            change({ direction: flowDirections.find((one) => one === value) ?? "outbound" })
          }
        />
      </div>
      <TextInput
        size="xs"
        label={t("form.url")}
        placeholder={t("form.urlHint")}
        value={draft.url}
        error={draft.errors.url}
        onChange={(event) => changeUrl(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
      />
      <Autocomplete
        size="xs"
        label={t("form.method")}
        data={methods}
        value={draft.method}
        onChange={(method) => change({ method })}
        disabled={draft.url.startsWith("tcp:")}
      />
      <HeaderRows headers={draft.headers} onChange={(headers) => change({ headers })} />
      <Checkbox
        size="xs"
        label={t("form.complete")}
        description={t("form.completeHint")}
        checked={draft.headersAreComplete}
        onChange={(event) => change({ headersAreComplete: event.currentTarget.checked })}
      />
      <MoreFields draft={draft} onChange={change} />
      <Button type="submit" size="xs">
        {t("form.explain")}
      </Button>
    </form>
  );
}
