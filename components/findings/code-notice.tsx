"use client";
import { CodeDoc } from "./code-doc";
import classes from "./findings.module.css";
import { useCodeTitle } from "./use-finding-text";

/** The documentation of the code that the list is narrowed to; there also when nothing has it. */
export function CodeNotice({ code }: { code: string }) {
  const titleOf = useCodeTitle();
  return (
    <section className={classes.codeNotice} aria-label={code}>
      <h2>
        <code>{code}</code> {titleOf(code)}
      </h2>
      <CodeDoc code={code} />
    </section>
  );
}
