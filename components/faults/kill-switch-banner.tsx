"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./kill-switch-banner.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusShape } from "@/components/ui/status-shape";

const pollMs = 5000;

/** Whether the kill switch of the chosen cluster holds. */
export function useKillSwitch() {
  const trpc = useTRPC();
  const { cluster } = useScope();
  return useQuery(trpc.faults.killSwitch.read.queryOptions({ cluster }, { refetchInterval: pollMs }));
}

/** On every page of delivery while the kill switch is engaged; nothing otherwise. */
export function KillSwitchBanner() {
  const t = useTranslations("faults.switch");
  const href = useViewHref();
  const engaged = useKillSwitch().data?.engaged;
  if (engaged === undefined) return null;
  // No clock time here: it is drawn on the server too, whose zone is another.
  return (
    <div className={classes.banner} role="alert">
      <StatusShape tone="failing" sizePx={16} />
      <div>
        <strong>{t("engagedTitle")}</strong>{" "}
        {t("engagedWords", { actor: engaged.engagedBy, reason: engaged.reason })}{" "}
        <Link className={classes.link} href={href("/delivery/experiment")}>
          {t("open")}
        </Link>
      </div>
    </div>
  );
}
