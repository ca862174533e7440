"use client";
import { Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useState, type FormEvent } from "react";
import { useTranslations } from "use-intl";
import { CallerSelect } from "./caller-select";
import classes from "./effective.module.css";
import { headersFromText } from "./headers-from-text";
import type { EffectiveService } from "./router-outputs";
import { TryOutcome } from "./try-outcome";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const parsers = {
  "try.caller": parseAsString,
  "try.host": parseAsString,
  "try.port": parseAsInteger,
  "try.method": parseAsString.withDefault("GET"),
  "try.path": parseAsString.withDefault("/"),
  "try.headers": parseAsString.withDefault(""),
};

/** A request on paper: which route takes it, where it goes, and whether it is let in. Nothing is sent. */
export function TryRequest({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("effective");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(trpc.effective.service.queryOptions({ cluster, namespace, name }));
  return (
    <Section title={t("try.title")}>
      <p className={classes.lead}>{t("try.lead")}</p>
      <QueryBoundary query={query}>{(data) => <Form data={data} cluster={cluster} />}</QueryBoundary>
    </Section>
  );
}

function Form({ data, cluster }: { data: EffectiveService; cluster: string }) {
  const t = useTranslations("effective");
  const [state, setState] = useQueryStates(parsers);
  const first = data.caller === undefined ? "" : `${data.caller.namespace}/${data.caller.name}`;
  const [draft, setDraft] = useState({
    caller: state["try.caller"] ?? first,
    host: state["try.host"] ?? data.host,
    port: state["try.port"] ?? data.ports[0]?.number ?? 80,
    method: state["try.method"],
    path: state["try.path"],
    headers: state["try.headers"],
  });
  const headers = headersFromText(draft.headers);
  const pathError = draft.path.startsWith("/") ? undefined : t("try.pathError");
  const headerError = headers.ok ? undefined : t("try.headerError", { line: headers.line });
  const isReady = draft.caller !== "" && draft.host !== "" && pathError === undefined && headers.ok;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    void setState({
      "try.caller": draft.caller,
      "try.host": draft.host,
      "try.port": draft.port,
      "try.method": draft.method,
      "try.path": draft.path,
      "try.headers": draft.headers,
    });
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.wideField}>
          <CallerSelect
            label={t("try.caller")}
            callers={data.callers}
            value={draft.caller}
            onChange={(caller) => setDraft({ ...draft, caller })}
          />
        </div>
        <TextInput
          size="xs"
          className={classes.wideField}
          label={t("try.host")}
          value={draft.host}
          onChange={(event) => setDraft({ ...draft, host: event.currentTarget.value })}
        />
        <Select
          size="xs"
          label={t("try.method")}
          data={methods}
          value={draft.method}
          allowDeselect={false}
          onChange={(method) => setDraft({ ...draft, method: method ?? "GET" })}
        />
        <NumberInput
          size="xs"
          label={t("try.port")}
          min={1}
          max={65_535}
          value={draft.port}
          onChange={(port) => setDraft({ ...draft, port: Number(port) || draft.port })}
        />
        <TextInput
          size="xs"
          className={classes.wideField}
          label={t("try.path")}
          value={draft.path}
          error={pathError}
          onChange={(event) => setDraft({ ...draft, path: event.currentTarget.value })}
        />
        <Textarea
          size="xs"
          className={classes.wideField}
          label={t("try.headers")}
          placeholder="end-user: jason"
          autosize
          minRows={2}
          value={draft.headers}
          error={headerError}
          onChange={(event) => setDraft({ ...draft, headers: event.currentTarget.value })}
        />
        <div className={classes.submit}>
          <Button type="submit" size="xs" disabled={!isReady}>
            {t("try.submit")}
          </Button>
          <span className={classes.muted}>{t("try.hint")}</span>
        </div>
      </form>
      <Answer cluster={cluster} />
    </>
  );
}

/** The answer to the request in the URL, so that a copied link shows the same. */
function Answer({ cluster }: { cluster: string }) {
  const trpc = useTRPC();
  const [state] = useQueryStates(parsers);
  const [callerNamespace = "", callerName = ""] = (state["try.caller"] ?? "").split("/");
  const host = state["try.host"] ?? "";
  const port = state["try.port"] ?? 0;
  const headers = headersFromText(state["try.headers"]);
  const isAsked = callerName !== "" && host !== "" && port > 0 && headers.ok;
  const query = useQuery(
    trpc.effective.tryRequest.queryOptions(
      {
        cluster,
        caller: { namespace: callerNamespace, name: callerName },
        host,
        port,
        method: state["try.method"],
        path: state["try.path"],
        headers: headers.ok ? headers.headers : {},
      },
      { enabled: isAsked, retry: false },
    ),
  );
  if (!isAsked) return null;
  return (
    <div className={classes.result} aria-live="polite">
      <QueryBoundary query={query}>{(result) => <TryOutcome result={result} />}</QueryBoundary>
    </div>
  );
}
