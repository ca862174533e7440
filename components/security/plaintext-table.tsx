"use client";
import { useTranslations } from "use-intl";
import type { WorkloadPosture } from "./outputs";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Measure } from "@/components/ui/measure";

type Caller = NonNullable<NonNullable<WorkloadPosture["encryption"]>["plaintext"]>[number];

/** Who comes in plain text: those that STRICT would refuse. */
export function PlaintextTable({ callers }: { callers: readonly Caller[] }) {
  const t = useTranslations("security");
  const href = useViewHref();
  return (
    <table className={changeClasses.table}>
      <thead>
        <tr>
          <th scope="col">{t("plaintext.caller")}</th>
          <th scope="col" data-align="end">
            {t("plaintext.requests")}
          </th>
          <th scope="col" data-align="end">
            {t("plaintext.bytes")}
          </th>
        </tr>
      </thead>
      <tbody>
        {callers.map(({ namespace, workload, requestsPerSecond, bytesPerSecond }) => (
          <tr key={`${namespace ?? ""}/${workload ?? ""}`}>
            <td>
              {workload === undefined ? (
                t("plaintext.unnamed")
              ) : (
                <Link
                  href={href(
                    `/workloads/${encodeURIComponent(namespace ?? "_")}/${encodeURIComponent(workload)}`,
                  )}
                >
                  {namespace}/{workload}
                </Link>
              )}
            </td>
            <td data-align="end">
              <Measure value={requestsPerSecond} unit="rps" />
            </td>
            <td data-align="end">
              <Measure value={bytesPerSecond} unit="bps" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
