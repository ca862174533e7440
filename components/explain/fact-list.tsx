import type { ReactNode } from "react";
import classes from "./explain.module.css";

/** Name, content, and whether there is any. */
export type Fact = readonly [name: string, content: ReactNode, isThere: boolean];

/** Facts that are there, name beside content. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, , isThere]) => isThere)
        .map(([name, content]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{content}</dd>
          </div>
        ))}
    </dl>
  );
}
