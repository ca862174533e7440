"use client";
import { useTranslations } from "use-intl";
import classes from "./effective.module.css";
import { ObjectLink } from "./object-link";
import type { TryResult } from "./router-outputs";
import { useRouteWords } from "./use-route-words";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatMeasure } from "@/lib/format/measure";

const tones = {
  forwarded: "ok",
  denied: "failing",
  mixed: "degraded",
  redirected: "info",
  answered: "info",
  no_route: "failing",
  refused: "failing",
} as const;

/** What becomes of the request, step by step. */
export function TryOutcome({ result }: { result: TryResult }) {
  const t = useTranslations("effective");
  return (
    <>
      <div>
        <StatusBadge tone={tones[result.outcome]} label={t(`outcome.${result.outcome}`)} />
      </div>
      <ol className={classes.steps}>
        <Skipped result={result} />
        <Taken result={result} />
        {result.destinations.map((destination) => (
          <Destination key={destination.cluster} destination={destination} />
        ))}
      </ol>
    </>
  );
}

function Skipped({ result }: { result: TryResult }) {
  const t = useTranslations("effective");
  const words = useRouteWords();
  return result.skipped.map((route) => (
    <li key={route.index} className={classes.step}>
      {t("try.skipped", { number: route.index + 1 })}{" "}
      {route.failed.map((condition) => words.condition(condition)).join(t("and"))}{" "}
      {route.origin === undefined ? null : (
        <span className={classes.origin}>
          <ObjectLink at={route.origin.ref} path={route.origin.path} />
        </span>
      )}
    </li>
  ));
}

function Taken({ result }: { result: TryResult }) {
  const t = useTranslations("effective");
  const words = useRouteWords();
  const { route, virtualHost } = result;
  if (route === undefined) {
    if (result.outcome !== "no_route") return null;
    return (
      <li className={classes.step} data-tone="failing">
        {virtualHost === undefined ? t("try.noHost") : t("try.noRoute", { host: virtualHost })}
      </li>
    );
  }
  const answer = words.answer(route.route);
  const limits = [words.timeout(route.route), words.retries(route.route)];
  return (
    <li className={classes.step} data-tone="ok">
      {t("try.taken", { number: route.index + 1, host: virtualHost ?? "" })} {words.match(route.route)}{" "}
      {route.origin === undefined ? (
        <span className={classes.origin}>{t("routes.default")}</span>
      ) : (
        <span className={classes.origin}>
          <ObjectLink at={route.origin.ref} path={route.origin.path} />
        </span>
      )}
      <ul className={classes.facts}>
        {words.fault(route.route).map((fact) => (
          <li key={fact} data-loud="true">
            {fact}
          </li>
        ))}
        {[
          ...(answer === undefined ? limits : [answer]),
          ...words.rewrite(route.route),
          ...words.headers(route.route),
        ].map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </li>
  );
}

function Destination({ destination }: { destination: TryResult["destinations"][number] }) {
  const t = useTranslations("effective");
  const { host, port, subset, sharePercent, state, access } = destination;
  const isDown = state === "no_cluster" || state === "no_endpoints";
  const isDenied = access.some(({ decision }) => decision?.outcome === "deny");
  const isRefused = access.some(({ connection }) => connection.security.kind === "refused");
  return (
    <li className={classes.step} data-tone={isDown || isDenied || isRefused ? "failing" : "ok"}>
      {formatMeasure(sharePercent, "percent")} →{" "}
      <span className={classes.mono}>
        {host}:{port} {subset}
      </span>{" "}
      {state === "ok" ? null : t(`state.${state}`)}
      <ul className={classes.cases}>
        {access.map((one) => (
          <Access key={`${one.connection.workload.namespace}/${one.connection.workload.name}`} access={one} />
        ))}
      </ul>
    </li>
  );
}

function Access({ access }: { access: TryResult["destinations"][number]["access"][number] }) {
  const t = useTranslations("effective");
  const { connection, decision, policy, dependsOn } = access;
  const { security, workload } = connection;
  return (
    <li>
      {workload.namespace}/{workload.name}: {t(`security.${security.kind}`)}
      {security.kind === "refused" ? ` (${security.reason})` : ""}
      {decision === undefined ? null : (
        <>
          {" · "}
          {t(`decision.${decision.outcome}`)}: {t(`why.${decision.reason}`)}
          {decision.ruleIndex === undefined ? "" : ` ${t("why.rule", { number: decision.ruleIndex })}`}{" "}
          {policy === undefined ? null : <ObjectLink at={policy} />}
        </>
      )}
      {dependsOn.length === 0 ? null : (
        <span className={classes.muted}> {t("try.dependsOn", { what: dependsOn.join(", ") })}</span>
      )}
    </li>
  );
}
