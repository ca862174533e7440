"use client";
import { useTranslations } from "use-intl";
import classes from "./controlplane.module.css";
import { StatusBadge } from "@/components/ui/status-badge";
import { syncTone } from "@/components/proxies/sync-badge";
import { xdsTypes, type SyncState } from "@/lib/controlplane/sync";
import type { ControlPlane } from "./outputs";

const states: readonly SyncState[] = ["synced", "stale", "error", "not_sent"];

/** Proxies by xDS type and state. */
export function SyncMatrix({ byType }: { byType: ControlPlane["byType"] }) {
  const t = useTranslations("controlplane");
  const p = useTranslations("proxies");
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("col.type")}</th>
          {states.map((state) => (
            <th key={state} scope="col">
              <StatusBadge tone={syncTone[state]} label={p(`sync.${state}`)} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {xdsTypes.map((type) => {
          const counts = byType[type];
          if (counts === undefined) return null;
          return (
            <tr key={type}>
              <th scope="row">{type.toUpperCase()}</th>
              {states.map((state) => (
                <td key={state} className="hd-num">
                  {counts[state]}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
