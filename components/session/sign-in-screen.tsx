"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./session.module.css";
import { SignInForm } from "./sign-in-form";
import { useBasePath } from "@/components/query/base-path";
import { LocaleMenu } from "@/components/shell/locale-menu";
import { Mark } from "@/components/shell/mark";
import { ThemeMenu } from "@/components/shell/theme-menu";
import { CopyButton } from "@/components/ui/copy-button";

export type SignInState = {
  /** Where to go afterwards, within the console. */
  readonly next: string;
  /** Who is signed in already. */
  readonly actor?: string | undefined;
  readonly notice?: "over" | "unverified" | undefined;
  /** The demo's people; nobody outside of demo mode. */
  readonly people: readonly { readonly name: string; readonly token: string }[];
};

const accountCommand = "kubectl create token SERVICE_ACCOUNT -n NAMESPACE --duration 8h";
const configCommand = "kubectl config view --minify --raw -o jsonpath='{.users[0].user.token}'";

/** The page of a console in mode token for somebody without a session. */
export function SignInScreen({ next, actor, notice, people }: SignInState) {
  const t = useTranslations("session");
  const basePath = useBasePath();
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <Mark />
        Heddle
        <div className={classes.tools}>
          <LocaleMenu />
          <ThemeMenu />
        </div>
      </header>
      <main className={classes.main}>
        <div className={classes.card}>
          <h1>{t("title")}</h1>
          {notice === undefined ? null : <p className={classes.notice}>{t(notice)}</p>}
          {actor === undefined ? null : (
            <div className={classes.notice}>
              <p>{t("already", { name: actor })}</p>
              <Button component="a" href={`${basePath}${next}`} size="xs" variant="default" mt={8}>
                {t("continue")}
              </Button>
            </div>
          )}
          <p className={classes.muted}>{t("lead")}</p>
          <SignInForm next={next} people={people} />
          {next === "/overview" ? null : <p className={classes.muted}>{t("next", { path: next })}</p>}
          <h2>{t("how")}</h2>
          <p className={classes.muted}>{t("howAccount")}</p>
          <Command text={accountCommand} />
          <p className={classes.muted}>{t("howConfig")}</p>
          <Command text={configCommand} />
          <p className={classes.muted}>{t("kept")}</p>
        </div>
      </main>
    </div>
  );
}

function Command({ text }: { text: string }) {
  const t = useTranslations("session");
  return (
    <div className={classes.command}>
      <code>{text}</code>
      <CopyButton value={text} label={t("copyCommand")} />
    </div>
  );
}
