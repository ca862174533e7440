"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CompareStep } from "./compare-step";
import classes from "./explain.module.css";
import { useOutcomeText } from "./use-outcome-text";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { compareExplanations, isAlone, type StepPair } from "@/lib/proxies/explain-flow/compare-explanations";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";

type Props = {
  readonly target: DumpTarget;
  readonly versus: DumpTarget;
  readonly request: FlowRequest;
  /** Absent while it is read. */
  readonly left: Explanation | undefined;
};

/** The same request by two configurations: the first step where they part, and every other that differs. */
export function CompareView({ target, versus, request, left }: Props) {
  const t = useTranslations("explain");
  const trpc = useTRPC();
  const nameOf = (one: DumpTarget) =>
    "snapshot" in one
      ? `${t("form.snapshots")} ${one.snapshot}`
      : `${one.namespace}/${one.pod} · ${t(one.view === "envoy" ? "form.viewEnvoy" : "form.viewIstiod")}`;
  const query = useQuery(
    trpc.explain.request.queryOptions({ target: versus, request }, { refetchInterval: useRefetchMs() }),
  );
  return (
    <section className={classes.summary} aria-label={t("compare.title")} data-testid="explain-compare">
      <QueryBoundary query={query}>
        {({ explanation }) =>
          left === undefined ? null : (
            <Compared left={left} right={explanation} names={[nameOf(target), nameOf(versus)]} />
          )
        }
      </QueryBoundary>
    </section>
  );
}

type ComparedProps = {
  readonly left: Explanation;
  readonly right: Explanation;
  readonly names: readonly [string, string];
};

function Compared({ left, right, names }: ComparedProps) {
  const t = useTranslations("explain");
  const [showsAll, setShowsAll] = useState(false);
  const { pairs, first, endsAreSame } = compareExplanations(left, right);
  const differing = pairs.filter((pair) => pair.facts.length > 0 || isAlone(pair));
  const shown = showsAll ? pairs : differing;
  const same = pairs.length - differing.length;
  const start = first === undefined ? undefined : pairs[first];
  return (
    <>
      <div className={classes.summaryHead}>
        <StatusBadge
          tone={start === undefined ? "ok" : endsAreSame ? "info" : "degraded"}
          label={t(
            start === undefined ? "compare.same" : endsAreSame ? "compare.sameEnd" : "compare.otherEnd",
          )}
        />
        {same === 0 ? null : (
          <Button size="compact-xs" variant="default" onClick={() => setShowsAll(!showsAll)}>
            {t(showsAll ? "compare.hideSame" : "compare.showSame", { count: same })}
          </Button>
        )}
      </div>
      <p className={classes.says}>
        {start === undefined
          ? t("compare.noDifference", { count: pairs.length })
          : t("compare.first", { step: t(`kind.${kindOf(start)}`) })}
      </p>
      <table className={classes.compare}>
        <caption className={classes.hidden}>{t("compare.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("compare.step")}</th>
            {names.map((name, index) => (
              // Two sides, always in this order.
              <th scope="col" key={`${index} ${name}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((pair, index) => (
            // Steps of a comparison never change their places.
            <CompareStep key={`${kindOf(pair)} ${index}`} pair={pair} isFirst={pair === start} />
          ))}
          <Ends left={left} right={right} />
        </tbody>
      </table>
    </>
  );
}

function kindOf({ left, right }: StepPair) {
  return (left ?? right)?.kind ?? "request";
}

function Ends({ left, right }: { left: Explanation; right: Explanation }) {
  const t = useTranslations("explain");
  const words = useOutcomeText();
  return (
    <tr>
      <th scope="row">{t("compare.end")}</th>
      {[left, right].map(({ ends }, side) => (
        // Two sides, always in this order.
        <td key={`side ${side}`}>
          {ends.map((end) => (
            <div key={JSON.stringify(end)}>
              {words(end.outcome)}
              {end.sharePercent === undefined || end.sharePercent > 99.999
                ? ""
                : ` (${Number(end.sharePercent.toPrecision(3))}%)`}
            </div>
          ))}
        </td>
      ))}
    </tr>
  );
}
