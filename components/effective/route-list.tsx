"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./effective.module.css";
import { ObjectLink } from "./object-link";
import type { EffectiveHost, EffectiveRoute } from "./router-outputs";
import { useRouteWords } from "./use-route-words";
import { download } from "@/components/ui/download";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatMeasure } from "@/lib/format/measure";

/** The routes of one host as the caller's proxy has them; the first that matches takes the request. */
export function RouteList({ host }: { host: EffectiveHost }) {
  const t = useTranslations("effective");
  const c = useTranslations("common");
  return (
    <Section
      title={
        host.gateway === undefined
          ? t("routes.title", { host: host.host, port: host.port })
          : t("routes.gatewayTitle", { host: host.host, port: host.port, gateway: host.gateway })
      }
      actions={
        <Button
          size="compact-xs"
          variant="default"
          onClick={() =>
            download(
              `routes-${host.host}-${host.port}.json`,
              JSON.stringify(host, null, 2),
              "application/json",
            )
          }
        >
          {c("export")} JSON
        </Button>
      }
    >
      <p className={classes.lead}>
        {t("routes.lead", { names: host.domains.slice(0, 6).join(", ") })}
        {host.requiresTls ? ` ${t("routes.requiresTls")}` : ""}
      </p>
      <ol className={classes.routes}>
        {host.routes.map((route) => (
          <RouteCard key={route.index} route={route} />
        ))}
      </ol>
    </Section>
  );
}

function RouteCard({ route }: { route: EffectiveRoute }) {
  const t = useTranslations("effective");
  const words = useRouteWords();
  const { origin } = route;
  const answer = words.answer(route.route);
  const loud = words.fault(route.route);
  const facts = [
    ...(answer === undefined ? [words.timeout(route.route), words.retries(route.route)] : []),
    ...route.mirrors.map(({ host, subset, percent }) =>
      t("mirror", { percent, target: subset === "" ? host : `${host} ${subset}` }),
    ),
    ...words.rewrite(route.route),
    ...words.headers(route.route),
  ];
  return (
    <li className={classes.route} data-away={!route.leadsHere}>
      <span className={classes.index} aria-hidden>
        {route.index + 1}
      </span>
      <div className={classes.routeBody}>
        <div className={classes.routeHead}>
          <span className={classes.match}>{words.match(route.route)}</span>
          <span className={classes.origin}>
            {origin === undefined ? (
              t("routes.default")
            ) : (
              <>
                <ObjectLink at={origin.ref} path={origin.path} />
                {origin.delegatedBy === undefined ? null : (
                  <>
                    {" "}
                    {t("routes.delegatedBy")} <ObjectLink at={origin.delegatedBy} />
                  </>
                )}
              </>
            )}
          </span>
        </div>
        {answer === undefined ? null : <div>{answer}</div>}
        <div className={classes.destinations}>
          {route.destinations.map((destination) => (
            <Destination key={destination.cluster} destination={destination} />
          ))}
        </div>
        <ul className={classes.facts}>
          {loud.map((fact) => (
            <li key={fact} data-loud="true">
              {fact}
            </li>
          ))}
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
          {route.leadsHere ? null : <li>{t("routes.elsewhere")}</li>}
        </ul>
      </div>
    </li>
  );
}

function Destination({ destination }: { destination: EffectiveRoute["destinations"][number] }) {
  const t = useTranslations("effective");
  const { host, port, subset, sharePercent, state, readyEndpoints, endpoints } = destination;
  return (
    <>
      <span className={classes.share}>{formatMeasure(sharePercent, "percent")}</span>
      <span className={classes.mono}>
        {host}:{port} {subset}
      </span>
      {state === "ok" ? (
        <span className={classes.muted}>
          {endpoints === 0 ? t("state.outside") : t("state.ready", { ready: readyEndpoints, all: endpoints })}
        </span>
      ) : (
        <StatusBadge tone={state === "passthrough" ? "info" : "failing"} label={t(`state.${state}`)} />
      )}
    </>
  );
}
