"use client";
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FindResult } from "./find-result";
import { TrustResult } from "./trust-result";
import classes from "../proxies.module.css";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { fleetAsks, type FleetAsk } from "@/lib/proxies/fleet/question";

const asks = [...fleetAsks, "roots"] as const;

/** One question to every proxy of the scope: who has this, who trusts which root. */
export function FleetScreen() {
  const t = useTranslations("proxies");
  const [{ ask, text }, setQuestion] = useQueryStates({
    ask: parseAsStringLiteral(asks).withDefault("cluster"),
    text: parseAsString.withDefault(""),
  });
  return (
    <>
      <PageHeader title={t("fleet.title")} subtitle={t("fleet.subtitle")} />
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label={t("fleet.about")}
          data={asks.map((value) => ({ value, label: t(`fleet.ask.${value}`) }))}
          value={ask}
          onChange={(value) =>
            void setQuestion({ ask: asks.find((each) => each === value) ?? null, text: null })
          }
        />
        {ask === "roots" ? null : (
          <FindForm
            key={`${ask} ${text}`}
            ask={ask}
            text={text}
            onAsk={(next) => void setQuestion({ text: next })}
          />
        )}
      </div>
      {ask === "roots" ? (
        <TrustResult />
      ) : text === "" ? (
        <EmptyState title={t("fleet.start.title")} reason={t("fleet.start.reason")} />
      ) : (
        <FindResult ask={ask} text={text} />
      )}
    </>
  );
}

function FindForm({ ask, text, onAsk }: { ask: FleetAsk; text: string; onAsk: (text: string) => void }) {
  const t = useTranslations("proxies");
  const [draft, setDraft] = useState(text);
  return (
    <form
      className={classes.tools}
      style={{ margin: 0 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.trim() !== "") onAsk(draft.trim());
      }}
    >
      <TextInput
        size="xs"
        w={340}
        aria-label={t(`fleet.ask.${ask}`)}
        placeholder={t(`fleet.hint.${ask}`)}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" disabled={draft.trim() === ""}>
        {t("fleet.run")}
      </Button>
    </form>
  );
}
