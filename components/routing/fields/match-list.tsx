"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { MatchEditor } from "./match-editor";
import { matchWords } from "./match-words";
import { issueAt, type FieldIssue } from "../wizard/intent-form-props";
import type { IntentApi } from "@/lib/changes/intent-module";
import type { RequestMatch } from "@/lib/routing/request-match";

/** A longer list is no work of a hand, and each row costs time to draw. */
const maxShown = 64;

const anyMatch: RequestMatch = { methods: [], headers: [], cookies: [], queryParams: [] };

type Props = {
  readonly matches: readonly RequestMatch[];
  readonly onMatches: (next: RequestMatch[]) => void;
  readonly api: IntentApi;
  readonly issues: readonly FieldIssue[];
  /** gRPC has neither methods, nor a query, nor cookies. */
  readonly isGrpc?: boolean;
  /** What an empty list means, where it may be empty. */
  readonly whenEmpty?: string | undefined;
};

/** Conditions of which any is enough; one is open at a time. */
export function MatchList({ matches, onMatches, api, issues, isGrpc = false, whenEmpty }: Props) {
  const t = useTranslations("routing");
  const [openIndex, setOpen] = useState(matches.length === 1 ? 0 : -1);
  const wrong = issueAt(issues, "matches");
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("match.title")}</legend>
      {matches.length === 0 ? <span className={classes.note}>{whenEmpty}</span> : null}
      {matches.slice(0, maxShown).map((match, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- conditions may be equal while they are typed
        <div key={index} className={classes.group}>
          {index === 0 ? null : <span className={classes.or}>{t("match.or")}</span>}
          <MatchRow
            index={index}
            match={match}
            isOpen={openIndex === index}
            onOpen={(isOpen) => setOpen(isOpen ? index : -1)}
            onMatch={(next) => onMatches(matches.map((one, at) => (at === index ? next : one)))}
            onRemove={() => {
              setOpen(-1);
              onMatches(matches.filter((_, at) => at !== index));
            }}
            api={api}
            isGrpc={isGrpc}
            issues={issues}
          />
        </div>
      ))}
      {matches.length > maxShown ? (
        <span className={classes.error}>
          {t("match.tooMany", { count: matches.length, max: maxShown })}{" "}
          <Button size="compact-xs" variant="default" onClick={() => onMatches(matches.slice(0, maxShown))}>
            {t("match.keepFirst", { max: maxShown })}
          </Button>
        </span>
      ) : null}
      {wrong === undefined || matches.length > maxShown ? null : (
        <span className={classes.error}>{wrong}</span>
      )}
      <Button
        size="compact-xs"
        variant="default"
        w="max-content"
        onClick={() => {
          setOpen(matches.length);
          onMatches([...matches, anyMatch]);
        }}
      >
        {t(matches.length === 0 ? "match.add" : "match.addOr")}
      </Button>
    </fieldset>
  );
}

type RowProps = {
  readonly index: number;
  readonly match: RequestMatch;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onMatch: (next: RequestMatch) => void;
  readonly onRemove: () => void;
  readonly api: IntentApi;
  readonly isGrpc: boolean;
  readonly issues: readonly FieldIssue[];
};

function MatchRow({ index, match, isOpen, onOpen, onMatch, onRemove, api, isGrpc, issues }: RowProps) {
  const t = useTranslations("routing");
  const prefix = `matches.${index}`;
  const own = issues.filter(({ path }) => path === prefix || path.startsWith(`${prefix}.`));
  const words = matchWords(match);
  const wrong = issueAt(own, prefix);
  return (
    <div className={classes.match} data-wrong={!isOpen && own.length > 0}>
      <div className={classes.matchHead}>
        <span>{words === "" ? t("match.any") : <code>{words}</code>}</span>
        <Button
          size="compact-xs"
          variant="subtle"
          ml="auto"
          onClick={() => onOpen(!isOpen)}
          aria-expanded={isOpen}
          aria-label={t(isOpen ? "match.closeNo" : "match.editNo", { index: index + 1 })}
        >
          {t(isOpen ? "match.close" : "match.edit")}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={onRemove}
          aria-label={t("match.removeNo", { index: index + 1 })}
        >
          {t("match.remove")}
        </Button>
      </div>
      {wrong === undefined ? null : <span className={classes.error}>{wrong}</span>}
      {isOpen ? (
        <MatchEditor
          match={match}
          onMatch={onMatch}
          api={api}
          isGrpc={isGrpc}
          errorAt={(path) => issueAt(own, `${prefix}.${path}`)}
        />
      ) : null}
    </div>
  );
}
