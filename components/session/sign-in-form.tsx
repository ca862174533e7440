"use client";
import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslations } from "use-intl";
import { OutcomeList } from "./outcome-list";
import { postToken, type SignInResult } from "./post-token";
import classes from "./session.module.css";
import { useBasePath } from "@/components/query/base-path";
import { maxTokenLength, tokenFromPaste, type TokenProblem } from "@/lib/session/pasted-token";

type Person = { readonly name: string; readonly token: string };

/** Takes a token to the console and goes on to `next`, unless a cluster refused what another took. */
export function SignInForm({ next, people }: { next: string; people: readonly Person[] }) {
  const t = useTranslations("session");
  const basePath = useBasePath();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<TokenProblem>();
  const goOn = () => window.location.assign(`${basePath}${next}`);
  const signIn = useMutation({
    mutationFn: (token: string) => postToken(basePath, token),
    onSuccess: (result) => {
      if (result.kind !== "open") input.current?.select();
      else if (result.answer.clusters.every(({ outcome }) => outcome === "accepted")) goOn();
    },
  });
  useEffect(() => input.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const pasted = tokenFromPaste(input.current?.value ?? "");
    setProblem("problem" in pasted ? pasted.problem : undefined);
    if ("token" in pasted) signIn.mutate(pasted.token);
    else input.current?.focus();
  };
  const result = signIn.data;
  if (result?.kind === "open" && result.answer.clusters.some(({ outcome }) => outcome !== "accepted")) {
    return (
      <div className={classes.partly} role="status">
        <h2>{t("partly")}</h2>
        <OutcomeList outcomes={result.answer.clusters} />
        <p className={classes.muted}>{t("partlyHint")}</p>
        <Button size="sm" onClick={goOn} ref={(button) => button?.focus()}>
          {t("continue")}
        </Button>
      </div>
    );
  }
  const isBusy = signIn.isPending || result?.kind === "open";
  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        <PasswordInput
          ref={input}
          label={t("token")}
          placeholder={t("placeholder")}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          error={problem === undefined ? undefined : t(`problem.${problem}`, { limit: maxTokenLength })}
          onChange={() => setProblem(undefined)}
        />
        <Button type="submit" loading={isBusy}>
          {t("submit")}
        </Button>
      </form>
      {signIn.isPending || result === undefined || result.kind === "open" ? null : (
        <Failure result={result} />
      )}
      {people.length === 0 ? null : (
        <DemoPeople people={people} isBusy={isBusy} onChoose={(token) => signIn.mutate(token)} />
      )}
    </>
  );
}

function Failure({ result }: { result: Exclude<SignInResult, { kind: "open" }> }) {
  const t = useTranslations("session");
  const message = result.kind === "console" ? result.message : "";
  return (
    <div className={classes.failure} role="alert">
      <h2>{t(`failed.${result.kind}`)}</h2>
      {"answer" in result ? <OutcomeList outcomes={result.answer.clusters} /> : null}
      <p>{t(`failed.${result.kind}Hint`, { message })}</p>
    </div>
  );
}

const knownPeople = ["admin", "viewer", "nobody"] as const;

function DemoPeople({
  people,
  isBusy,
  onChoose,
}: {
  people: readonly Person[];
  isBusy: boolean;
  onChoose: (token: string) => void;
}) {
  const t = useTranslations("session");
  return (
    <div className={classes.form}>
      <h2>{t("demo")}</h2>
      <div className={classes.people}>
        {knownPeople.map((name) => {
          const token = people.find((person) => person.name === name)?.token;
          return token === undefined ? null : (
            <Button
              key={name}
              size="xs"
              variant="default"
              disabled={isBusy}
              onClick={() => onChoose(token)}
              title={t(`person.${name}May`)}
            >
              {t(`person.${name}`)} · {t(`person.${name}May`)}
            </Button>
          );
        })}
      </div>
    </div>
  );
}
