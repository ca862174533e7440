"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import { hasDetail, StepDetails } from "./step-details";
import { useBecause } from "./use-because";
import { OwnerLink } from "@/components/proxies/owner-link";
import { useTargetHref } from "@/components/proxies/use-target-href";
import { Link } from "@/components/ui/link";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { FlowStep, StepVerdict } from "@/lib/proxies/explain-flow/explanation";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const tones: Readonly<Record<StepVerdict, Tone>> = {
  passes: "ok",
  ends: "info",
  fails: "failing",
  depends: "unknown",
};

/** These say the most; the others open when they are asked. */
const openAtFirst = new Set<FlowStep["kind"]>(["endpoints"]);

/** One step: what it is, how it went, one line, and the details on demand. */
export function StepCard({ step, context }: { step: FlowStep; context: WayContext }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const [isOpen, setOpen] = useState(step.verdict === "fails" || openAtFirst.has(step.kind));
  const expandable = hasDetail(step);
  return (
    <li className={classes.step} data-verdict={step.verdict} data-kind={step.kind}>
      <div className={classes.stepHead}>
        <span className={classes.kind}>{t(`kind.${step.kind}`)}</span>
        <StatusBadge tone={tones[step.verdict]} label={t(`verdict.${step.verdict}`)} />
        <span className={classes.stepLinks}>
          <OwnerLink owner={step.owner} />
          <ResourceLinkView step={step} target={context.target} />
          {expandable ? (
            <button
              type="button"
              className={classes.toggle}
              aria-expanded={isOpen}
              aria-label={`${t("detail.show")}: ${t(`kind.${step.kind}`)}`}
              onClick={() => setOpen(!isOpen)}
            >
              {t("detail.show")} <span aria-hidden>{isOpen ? "▾" : "▸"}</span>
            </button>
          ) : null}
        </span>
      </div>
      <p className={classes.says}>{say(step.says)}</p>
      {step.notes.length === 0 ? null : (
        <ul className={classes.notes}>
          {step.notes.map((note) => (
            <li key={JSON.stringify(note)}>{say(note)}</li>
          ))}
        </ul>
      )}
      {step.kind === "address" ? <WaypointLink step={step} context={context} /> : null}
      {isOpen && expandable ? (
        <div className={classes.details} data-kind={step.kind}>
          <StepDetails step={step} context={context} />
        </div>
      ) : null}
    </li>
  );
}

/** Goes on at the waypoint of the service, where the request comes to the service's own address. */
function WaypointLink({
  step,
  context,
}: {
  step: Extract<FlowStep, { kind: "address" }>;
  context: WayContext;
}) {
  const t = useTranslations("explain");
  const { target, request, explain } = context;
  const pod = step.service?.waypoint?.pods[0];
  const [ip] = step.addresses;
  if (pod === undefined || ip === undefined || explain === undefined || "snapshot" in target) return null;
  return (
    <Button
      mt={6}
      size="compact-xs"
      variant="default"
      onClick={() => explain({ ...target, ...pod, view: "envoy" }, { ...request, direction: "inbound", ip })}
    >
      {t("detail.atWaypoint")}
    </Button>
  );
}

const tabs: Readonly<Record<string, string>> = {
  listeners: "listeners",
  routes: "routes",
  clusters: "clusters",
  endpoints: "endpoints",
};

function ResourceLinkView({ step, target }: { step: FlowStep; target: DumpTarget }) {
  const t = useTranslations("explain");
  const href = useTargetHref();
  const { resource } = step;
  const tab = resource === undefined ? undefined : tabs[resource.section];
  if (resource === undefined || tab === undefined) return null;
  return (
    <Link href={href(target, { tab, sel: resource.id })} title={resource.name}>
      {t("detail.open")}
    </Link>
  );
}
