"use client";
import { useTranslations } from "use-intl";
import { PlaintextTable } from "../plaintext-table";
import type { WorkloadPosture } from "../outputs";
import { picked, usePostures } from "./use-postures";
import changeClasses from "@/components/changes/changes.module.css";
import { Advice } from "@/components/routing/fields/advice";
import type { MtlsIntent } from "@/lib/security/mtls-intent";

/** Whom the mode would refuse, as far as it was measured, and what else follows from it. */
export function MtlsEffect({ intent }: { intent: MtlsIntent }) {
  const t = useTranslations("security");
  const { workloads, isPending } = usePostures(intent.scope === "mesh" ? undefined : intent.namespace);
  const rows = workloads === undefined ? undefined : picked(workloads, intent.selector);
  if (intent.mode === "DISABLE") {
    return (
      <>
        <Advice tone="warn">{t("form.disableWarn")}</Advice>
        {rows?.some(({ dataplane }) => dataplane === "ambient") === true ? (
          <Advice>{t("form.ambientDisable")}</Advice>
        ) : null}
      </>
    );
  }
  if (intent.mode !== "STRICT" || isPending) return null;
  const inside = (rows ?? []).filter(({ dataplane }) => dataplane !== "none" && dataplane !== "gateway");
  if (rows === undefined || inside.some(({ encryption }) => encryption?.plaintext === undefined)) {
    return <Advice tone="warn">{t("form.plainUnknown")}</Advice>;
  }
  const callers = callersOf(inside);
  if (callers.length === 0) return <Advice>{t("form.plainNone")}</Advice>;
  return (
    <div className={changeClasses.notice} data-tone="force" role="status">
      {t("form.plainRefused")}
      <PlaintextTable callers={callers} />
    </div>
  );
}

type Caller = NonNullable<NonNullable<WorkloadPosture["encryption"]>["plaintext"]>[number];

/** One row for each caller, whichever of the workloads it calls. */
function callersOf(rows: readonly WorkloadPosture[]): readonly Caller[] {
  const sums = new Map<string, Caller>();
  for (const caller of rows.flatMap(({ encryption }) => encryption?.plaintext ?? [])) {
    const key = `${caller.namespace ?? ""}/${caller.workload ?? ""}`;
    const sum = sums.get(key);
    sums.set(key, {
      ...caller,
      ...added("requestsPerSecond", sum, caller),
      ...added("bytesPerSecond", sum, caller),
    });
  }
  return [...sums.values()].toSorted(
    (left, right) => (right.requestsPerSecond ?? 0) - (left.requestsPerSecond ?? 0),
  );
}

function added(field: "requestsPerSecond" | "bytesPerSecond", left: Caller | undefined, right: Caller) {
  const values = [left?.[field], right[field]].filter((value) => value !== undefined);
  return values.length === 0 ? {} : { [field]: values.reduce((sum, value) => sum + value, 0) };
}
