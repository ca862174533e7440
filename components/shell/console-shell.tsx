"use client";
import { Suspense, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { NavRail } from "./nav-rail";
import { ShellKeys } from "./shell-keys";
import classes from "./shell.module.css";
import { TopBar } from "./top-bar";

/** Rail, top bar and the page between them. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        {t("skip")}
      </a>
      <Suspense>
        <NavRail />
      </Suspense>
      <Suspense fallback={<div className={classes.top} />}>
        <TopBar />
      </Suspense>
      <main id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
      <Suspense>
        <ShellKeys />
      </Suspense>
    </div>
  );
}
