"use client";
import { useTranslations } from "use-intl";
import classes from "./delegated.module.css";
import changes from "@/components/changes/changes.module.css";
import { useObjectHref } from "@/components/config/config-columns";
import { Link } from "@/components/ui/link";
import { Measure } from "@/components/ui/measure";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";
import type { DelegatedWeight } from "@/lib/delivery/delegated";

/** The new version's share: what the route does, and beside it what the controller says of itself. */
export function DelegatedWeights({ weight }: { weight: DelegatedWeight }) {
  const t = useTranslations("delivery.delegated");
  const { routePercent, statusPercent, missing, routes } = weight;
  return (
    <div className={classes.stack}>
      <Share label={t("weight.route")} percent={routePercent} isReal />
      <Share label={t("weight.status")} percent={statusPercent} />
      {missing === undefined ? null : <p className={changes.muted}>{t(`weight.missing.${missing}`)}</p>}
      {routes.length === 0 ? null : <RouteTable routes={routes} />}
    </div>
  );
}

function Share({
  label,
  percent,
  isReal = false,
}: {
  label: string;
  percent?: number | undefined;
  isReal?: boolean;
}) {
  return (
    <div className={classes.share}>
      <span className={classes.shareLabel}>{label}</span>
      <span className={classes.track} aria-hidden>
        {percent === undefined ? null : (
          <span className={classes.bar} data-real={isReal} style={{ width: `${percent}%` }} />
        )}
      </span>
      <span className={classes.shareValue}>
        <Measure value={percent} unit="percent" />
      </span>
    </div>
  );
}

function RouteTable({ routes }: { routes: DelegatedWeight["routes"] }) {
  const t = useTranslations("delivery.delegated");
  const hrefOf = useObjectHref();
  return (
    <table className={changes.table}>
      <caption className="hd-visually-hidden">{t("weight.routes")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("weight.object")}</th>
          <th scope="col">{t("weight.destination")}</th>
          <th scope="col">{t("weight.side")}</th>
          <th scope="col" data-align="end">
            {t("weight.share")}
          </th>
        </tr>
      </thead>
      <tbody>
        {routes.flatMap(({ ref, route, destinations }, at) =>
          destinations.map(({ name, role, weightPercent }, index) => (
            <tr key={`${objectKey(ref)}/${route ?? at}/${name}`}>
              <td>
                {index > 0 ? null : (
                  <>
                    <Link href={hrefOf(ref)}>{printObjectRef(ref)}</Link>
                    {route === undefined ? null : <span className={changes.muted}> {route}</span>}
                  </>
                )}
              </td>
              <td>{name}</td>
              <td>{t(`role.${role}`)}</td>
              <td data-align="end">
                <Measure value={weightPercent} unit="percent" />
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}
