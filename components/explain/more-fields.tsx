"use client";
import { Checkbox, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { RequestDraft } from "./use-request-draft";

/** What few requests need: an address, a server name, and who calls. */
export function MoreFields({
  draft,
  onChange,
}: {
  draft: RequestDraft;
  onChange: (part: Partial<RequestDraft>) => void;
}) {
  const t = useTranslations("explain");
  const isFilled =
    draft.ip !== "" || draft.sni !== "" || draft.principal !== "" || draft.isPlain || draft.callerIp !== "";
  const isServer = draft.direction !== "outbound";
  return (
    <details className={classes.more} open={isFilled || isServer}>
      <summary>{t("form.more")}</summary>
      <div className={classes.fields}>
        <TextInput
          size="xs"
          label={t("form.ip")}
          placeholder="10.96.0.21"
          value={draft.ip}
          error={draft.errors.ip}
          onChange={(event) => onChange({ ip: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label={t("form.sni")}
          value={draft.sni}
          onChange={(event) => onChange({ sni: event.currentTarget.value })}
        />
        {isServer ? (
          <>
            <TextInput
              size="xs"
              label={t("form.principal")}
              placeholder={t("form.principalHint")}
              value={draft.principal}
              disabled={draft.isPlain}
              onChange={(event) => onChange({ principal: event.currentTarget.value })}
              spellCheck={false}
            />
            <Checkbox
              size="xs"
              label={t("form.plain")}
              checked={draft.isPlain}
              onChange={(event) => onChange({ isPlain: event.currentTarget.checked })}
            />
            <TextInput
              size="xs"
              label={t("form.callerIp")}
              value={draft.callerIp}
              error={draft.errors.callerIp}
              onChange={(event) => onChange({ callerIp: event.currentTarget.value })}
            />
          </>
        ) : null}
      </div>
    </details>
  );
}
