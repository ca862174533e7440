"use client";
import { useTranslations } from "use-intl";
import classes from "./effective.module.css";
import { ObjectLink } from "./object-link";
import type { AccessRow } from "./router-outputs";
import { useAccessWords, verdictTones } from "./use-access-words";
import { StatusBadge } from "@/components/ui/status-badge";

const shown = 12;

/** For one caller: which requests get which answer, and the policy and rule behind it. */
export function AccessCases({ row }: { row: AccessRow }) {
  const t = useTranslations("effective");
  const words = useAccessWords();
  const all = row.cases.flatMap(({ requests }) => requests);
  // Where no policy names a method, there is nothing that it could be "other" than.
  const anyMethod = t(all.some(({ method }) => method !== "") ? "access.anyMethod" : "access.everyMethod");
  const anyPath = t(all.some(({ path }) => path !== "") ? "access.anyPath" : "access.everyPath");
  const request = ({ method, path, host }: AccessRow["cases"][number]["requests"][number]): string =>
    [method === "" ? anyMethod : method, path === "" ? anyPath : path, host === "" ? "" : host]
      .filter((part) => part !== "")
      .join(" ");
  return (
    <div className={classes.stack}>
      <p className={classes.lead}>
        {words.caller(row)}
        {row.kind === "outside" ? "" : ` · ${row.namespace}/${row.serviceAccount}`}
      </p>
      {row.security.kind === "refused" ? <p className={classes.muted}>{row.security.reason}</p> : null}
      <ul className={classes.cases}>
        {row.cases.map((one) => (
          <li key={JSON.stringify(one)} className={classes.case}>
            <div className={classes.bar}>
              <StatusBadge tone={verdictTones[one.verdict]} label={t(`verdict.${one.verdict}`)} />
              {one.only === undefined ? null : (
                <span className={classes.muted}>{t("why.only", { what: one.only })}</span>
              )}
            </div>
            <div>
              {words.rule(one)} {one.policy === undefined ? null : <ObjectLink at={one.policy} />}
              {one.provider === undefined ? null : ` · ${one.provider}`}
            </div>
            <ul className={classes.facts}>
              {one.requests.slice(0, shown).map((each) => (
                <li key={request(each)} className={classes.mono}>
                  {request(each)}
                </li>
              ))}
              {one.requests.length <= shown ? null : (
                <li>{t("access.more", { count: one.requests.length - shown })}</li>
              )}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}
