"use client";
import {
  IconArrowsSplit2,
  IconBolt,
  IconClockPause,
  IconCopy,
  IconFilter,
  IconScale,
  IconShieldHalf,
  type Icon,
} from "@tabler/icons-react";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./launcher.module.css";
import { routingKinds, wizardPath, type RoutingKind } from "./wizard/routing-kinds";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";

const icons: Record<RoutingKind, Icon> = {
  traffic_split: IconArrowsSplit2,
  request_route: IconFilter,
  mirror: IconCopy,
  timeout_retry: IconClockPause,
  circuit_breaker: IconShieldHalf,
  load_balancing: IconScale,
  fault: IconBolt,
};

/** Every change of routing that needs no YAML, in words; `?service=` goes along to the wizard. */
export function LauncherScreen() {
  const t = useTranslations("routing");
  const href = useViewHref();
  const [service] = useQueryState("service", parseAsString);
  return (
    <>
      <PageHeader
        title={service === null ? t("launcher.title") : t("launcher.titleOf", { service })}
        subtitle={t("launcher.lead")}
      />
      <ul className={classes.grid}>
        {routingKinds.map((kind) => {
          const KindIcon = icons[kind];
          return (
            <li key={kind}>
              <Link
                className={classes.card}
                href={href(wizardPath(kind), service === null ? {} : { service })}
              >
                <KindIcon size={20} stroke={1.6} aria-hidden />
                <span className={classes.words}>
                  <span className={classes.name}>{t(`intent.${kind}.name`)}</span>
                  <span className={classes.what}>{t(`intent.${kind}.what`)}</span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      <p className={classes.more}>
        {t("launcher.more")}{" "}
        <Link className={classes.link} href={href("/config")}>
          {t("launcher.config")}
        </Link>
      </p>
    </>
  );
}
