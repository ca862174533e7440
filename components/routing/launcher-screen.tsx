"use client";
import {
  IconArrowsSplit2,
  IconBolt,
  IconClockPause,
  IconCopy,
  IconFilter,
  IconScale,
  IconShieldHalf,
  IconStairsUp,
  type Icon,
} from "@tabler/icons-react";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./launcher.module.css";
import { routingKinds, wizardPath, type RoutingKind } from "./wizard/routing-kinds";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { kindIcons, securityKinds } from "@/components/security/security-kinds";
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

/** What goes on by itself once it has begun. */
const runs = [
  { id: "newCanary", what: "newCanaryWhat", path: "/delivery/canary/new", icon: IconStairsUp },
  { id: "newExperiment", what: "newExperimentWhat", path: "/delivery/experiment/new", icon: IconBolt },
] as const;

/** Every change that needs no YAML, in words; `?service=` goes along to the wizard. */
export function LauncherScreen() {
  const t = useTranslations("routing");
  const security = useTranslations("security");
  const delivery = useTranslations("delivery");
  const href = useViewHref();
  const [service] = useQueryState("service", parseAsString);
  return (
    <>
      <PageHeader
        title={service === null ? t("launcher.title") : t("launcher.titleOf", { service })}
        subtitle={t("launcher.lead")}
      />
      <ul className={classes.grid}>
        {runs.map(({ id, what, path, icon }) => (
          <Card
            key={id}
            Icon={icon}
            href={href(path, service === null ? {} : { service })}
            name={delivery(id)}
            what={delivery(what)}
          />
        ))}
        {routingKinds.map((kind) => (
          <Card
            key={kind}
            Icon={icons[kind]}
            href={href(wizardPath(kind), service === null ? {} : { service })}
            name={t(`intent.${kind}.name`)}
            what={t(`intent.${kind}.what`)}
          />
        ))}
      </ul>
      <h2 className={classes.heading}>{t("launcher.security")}</h2>
      <ul className={classes.grid}>
        {securityKinds.map((kind) => (
          <Card
            key={kind}
            Icon={kindIcons[kind]}
            href={href(wizardPath(kind))}
            name={security(`intent.${kind}.name`)}
            what={security(`intent.${kind}.what`)}
          />
        ))}
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

type CardProps = { readonly Icon: Icon; readonly href: string; readonly name: string; readonly what: string };

function Card({ Icon: KindIcon, href, name, what }: CardProps) {
  return (
    <li>
      <Link className={classes.card} href={href}>
        <KindIcon size={20} stroke={1.6} aria-hidden />
        <span className={classes.words}>
          <span className={classes.name}>{name}</span>
          <span className={classes.what}>{what}</span>
        </span>
      </Link>
    </li>
  );
}
