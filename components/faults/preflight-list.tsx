"use client";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { foundBy } from "./preflight-found";
import { runPath } from "./run-path";
import { useFaultWords } from "./use-fault-words";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import type { PreflightCheck } from "@/lib/faults/preflight";

const order = { fail: 0, unknown: 1, pass: 2 } as const;

/** Every check with what it found; what stands in the way comes first, with the way out. */
export function PreflightList({ checks }: { checks: readonly PreflightCheck[] }) {
  const t = useTranslations("faults.preflight");
  const sorted = checks.toSorted((left, right) => order[left.state] - order[right.state]);
  return (
    <ul className={classes.checks} aria-label={t("title")}>
      {sorted.map((check) => (
        <Check key={check.code} check={check} />
      ))}
    </ul>
  );
}

function Check({ check }: { check: PreflightCheck }) {
  const t = useTranslations("faults.preflight");
  const words = useFaultWords();
  const { code, state, isBlocking, message } = check;
  const found = foundBy(check);
  const foundText = found === undefined ? message : words.code("preflight.found", found.key, found.values);
  const tone =
    state === "pass" ? "ok" : state === "unknown" ? "unknown" : isBlocking ? "failing" : "degraded";
  return (
    <li className={classes.check} data-state={state}>
      <StatusBadge tone={tone} label={t(state === "fail" && !isBlocking ? "state.warn" : `state.${state}`)} />
      {state === "pass" ? (
        <div>
          {words.code("preflight.check", code)}{" "}
          {found === undefined ? null : <span className={changeClasses.muted}>{foundText}</span>}
        </div>
      ) : (
        <div className={classes.checkBody}>
          <strong>{words.code("preflight.check", code)}</strong>
          <span>{foundText}</span>
          <span className={changeClasses.muted}>
            {words.code("preflight.wayOut", code)} <Way check={check} />
          </span>
        </div>
      )}
    </li>
  );
}

/** Where the way out is, when it is another page. */
function Way({ check: { code, data } }: { check: PreflightCheck }) {
  const t = useTranslations("faults.preflight");
  const href = useViewHref();
  const runId = data["runId"] ?? data["id"];
  const kind = data["kind"] === "canary" ? "canary" : "fault";
  const to =
    code === "active_run" && typeof runId === "string"
      ? runPath(kind, runId)
      : code === "kill_switch"
        ? "/delivery/experiment"
        : undefined;
  if (to === undefined) return null;
  return (
    <Link className={changeClasses.link} href={href(to)}>
      {t(code === "kill_switch" ? "openSwitch" : "openRun")}
    </Link>
  );
}
