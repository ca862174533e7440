"use client";
import { useTranslations } from "use-intl";
import { EndLine } from "./end-line";
import classes from "./explain.module.css";
import { OpenHeaders } from "./open-headers";
import { ShareMenu } from "./share-menu";
import type { FlowViewActions, FlowView } from "./use-flow-view";
import { WayView } from "./way-view";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";

export type WayContext = {
  readonly target: DumpTarget;
  readonly request: FlowRequest;
  /** Absent where the other side can't be read. */
  readonly follow?: FlowViewActions["openEndpoint"] | undefined;
  readonly followed?: FlowView["at"];
  /** Explains another request in place of this one. */
  readonly explain?: FlowViewActions["show"] | undefined;
};

/** An explanation: what becomes of the request, and every step of its way. */
export function ExplanationView({
  explanation,
  title,
  ...context
}: WayContext & { explanation: Explanation; title: string }) {
  const t = useTranslations("explain");
  const { ends, isCertain, way } = explanation;
  return (
    <>
      <div className={classes.summary} data-testid="explain-summary">
        <div className={classes.summaryHead}>
          <StatusBadge
            tone={isCertain ? "ok" : "unknown"}
            label={t(isCertain ? "result.certain" : "result.open")}
          />
          <ShareMenu explanation={explanation} target={context.target} request={context.request} />
        </div>
        <ul className={classes.ends}>
          {ends.map((end) => (
            <EndLine key={JSON.stringify(end)} end={end} context={context} />
          ))}
        </ul>
        <OpenHeaders explanation={explanation} context={context} />
      </div>
      <WayView way={way} context={context} label={title} />
    </>
  );
}
