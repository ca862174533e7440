"use client";
import { useTranslations } from "use-intl";
import classes from "./cards.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ServiceRow } from "@/lib/overview/rows";

const order = ["failing", "degraded", "ok", "idle", "unknown"] as const;

export function HealthCard({ services }: { services: readonly ServiceRow[] }) {
  const t = useTranslations("overview");
  const c = useTranslations("common");
  const href = useViewHref();
  return (
    <Section title={t("summary.health")} actions={<Link href={href("/why")}>{t("summary.failingNow")}</Link>}>
      <div className={`${classes.chips} ${classes.card}`}>
        {order.map((status) => (
          <span key={status} className={classes.chip}>
            <span className={classes.number}>
              {services.filter((each) => each.health.status === status).length}
            </span>
            <StatusBadge tone={status} label={c(`health.${status}`)} />
          </span>
        ))}
      </div>
    </Section>
  );
}
