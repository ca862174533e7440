"use client";
import { useTranslations } from "use-intl";
import classes from "./impact.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { WhatIf, WhatIfCategory, WhatIfExample } from "@/lib/impact/model";

const order: readonly { readonly id: WhatIfCategory; readonly tone: "bad" | "good" | "plain" }[] = [
  { id: "denied", tone: "bad" },
  { id: "failing", tone: "bad" },
  { id: "destination", tone: "plain" },
  { id: "timeout", tone: "plain" },
  { id: "retries", tone: "plain" },
  { id: "fault", tone: "bad" },
  { id: "mirror", tone: "plain" },
  { id: "rewrite", tone: "plain" },
  { id: "allowed", tone: "good" },
  { id: "recovering", tone: "good" },
];

/** Of the sampled requests, how many fare differently, with examples of each kind. */
export function WhatIfView({ whatIf }: { whatIf: WhatIf | undefined }) {
  const t = useTranslations("impact");
  if (whatIf === undefined) return <Block title={t("whatIf.title")} text={t("whatIf.noTraces")} />;
  if (whatIf.requests === 0) return <Block title={t("whatIf.title")} text={t("whatIf.noRequests")} />;
  const changed = order.filter(({ id }) => (whatIf.counts[id] ?? 0) > 0);
  const certain = whatIf.requests - whatIf.unknown;
  return (
    <div className={classes.block}>
      <h3 className={classes.title}>{t("whatIf.title")}</h3>
      <p className={classes.lead}>
        {changed.length === 0 && whatIf.unknown === 0
          ? t("whatIf.nothing", { requests: whatIf.requests })
          : t("whatIf.lead", { requests: whatIf.requests })}
      </p>
      <ul className={classes.counts}>
        {changed.map(({ id, tone }) => (
          <CountRow
            key={id}
            tone={tone}
            number={whatIf.counts[id] ?? 0}
            words={t(`whatIf.category.${id}`)}
            examples={whatIf.examples[id] ?? []}
          />
        ))}
        {whatIf.unknown === 0 ? null : (
          <CountRow
            tone="unknown"
            number={whatIf.unknown}
            words={t("whatIf.unknown", {
              what: whatIf.unknownBecause.map(({ what }) => what).join(", "),
            })}
            examples={whatIf.examples.unknown ?? []}
          />
        )}
      </ul>
      {changed.length > 0 && whatIf.unchanged > 0 ? (
        <p className={classes.muted}>{t("whatIf.unchanged", { count: whatIf.unchanged, certain })}</p>
      ) : null}
    </div>
  );
}

function Block({ title, text }: { title: string; text: string }) {
  return (
    <div className={classes.block}>
      <h3 className={classes.title}>{title}</h3>
      <p className={classes.muted}>{text}</p>
    </div>
  );
}

function CountRow(props: {
  tone: "bad" | "good" | "plain" | "unknown";
  number: number;
  words: string;
  examples: readonly WhatIfExample[];
}) {
  const t = useTranslations("impact");
  const { number } = props;
  const isWhole = Math.abs(number - Math.round(number)) < 1e-6;
  return (
    <li className={classes.count} data-tone={props.tone}>
      <details>
        <summary>
          <span className={classes.number}>
            {isWhole ? "" : "≈ "}
            {number > 0 && number < 0.5 ? "< 1" : Math.round(number).toLocaleString("en-US")}
          </span>
          <span>{props.words}</span>
          <span className={classes.turn}>{t("whatIf.examples")}</span>
        </summary>
        <ul className={classes.examples}>
          {props.examples.map((example) => (
            <Example key={JSON.stringify(example)} example={example} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Example({ example }: { example: WhatIfExample }) {
  const t = useTranslations("impact");
  const href = useViewHref();
  const { source, host, method, path, before, after, samples } = example;
  const workload = `/workloads/${encodeURIComponent(source.namespace)}/${encodeURIComponent(source.workload)}`;
  return (
    <li className={classes.example}>
      <span>
        <Link className={classes.link} href={href(workload)}>
          {source.namespace}/{source.workload}
        </Link>{" "}
        · {t("whatIf.samples", { count: samples })}
      </span>
      <span className={classes.mono}>
        {method} {host}
        {path}
      </span>
      <span className={classes.muted}>{before === after ? before : t("whatIf.from", { before, after })}</span>
    </li>
  );
}
