"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import type { Cause } from "./router-types";
import { useCauseTexts } from "./use-cause-texts";
import { sourceOfFact } from "@/lib/causes/fact-source";
import { ObjectLink } from "@/components/effective/object-link";
import { useViewHref } from "@/components/query/use-view-href";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";

const tones: Record<Cause["level"], Tone> = {
  sure: "failing",
  likely: "degraded",
  possible: "info",
  unlikely: "idle",
};

/** One cause: what speaks for and against it, what to change, how to be sure. */
export function CauseCard({ cause, place }: { cause: Cause; place: number }) {
  const t = useTranslations("causes");
  const texts = useCauseTexts();
  const { title, meaning } = texts.cause(cause.id);
  return (
    <li className={classes.card} data-level={cause.level}>
      <details open={place <= 2}>
        <summary className={classes.summary}>
          <span className={classes.chevron} aria-hidden />
          <span className={classes.place}>{place}</span>
          <h3 className={classes.cardTitle}>{title}</h3>
          <StatusBadge tone={tones[cause.level]} label={t(`level.${cause.level}`)} />
          <span className={classes.points}>{t("points", { points: cause.points })}</span>
        </summary>
        <p className={classes.meaning}>{meaning}</p>
        <div className={classes.columns}>
          <Facts cause={cause} />
          <div>
            <Objects cause={cause} />
            <Checks cause={cause} />
          </div>
        </div>
      </details>
    </li>
  );
}

const stances = ["for", "against", "unknown"] as const;
const marks = { for: "✓", against: "✕", unknown: "?" } as const;

function Facts({ cause }: { cause: Cause }) {
  const t = useTranslations("causes");
  const texts = useCauseTexts();
  const href = useViewHref();
  return (
    <div>
      {stances.map((stance) => {
        const facts = cause.facts.filter((fact) => fact.stance === stance);
        const isPriorHere = stance === "for" && cause.prior > 0;
        if (facts.length === 0 && !isPriorHere) return null;
        return (
          <section key={stance}>
            <h4 className={classes.heading}>{t(`stance.${stance}`)}</h4>
            <ul className={classes.facts}>
              {isPriorHere ? (
                <li data-stance={stance}>
                  <span className={classes.mark} aria-hidden>
                    {marks[stance]}
                  </span>
                  <span className={classes.factText}>{t("prior")}</span>
                  <span className={classes.source}>{t("source.asked")}</span>
                  <span className={classes.weight}>{t("weight", { weight: `+${cause.prior}` })}</span>
                </li>
              ) : null}
              {facts.map((fact) => (
                <li key={`${fact.id} ${JSON.stringify(fact.params)}`} data-stance={stance}>
                  <span className={classes.mark} aria-hidden>
                    {marks[stance]}
                  </span>
                  <span className={classes.factText}>
                    {fact.link === undefined ? (
                      texts.fact(fact)
                    ) : (
                      <Link className={classes.link} href={href(fact.link.path, fact.link.query)}>
                        {texts.fact(fact)}
                      </Link>
                    )}
                    {fact.ref === undefined ? null : (
                      <>
                        {" · "}
                        <ObjectName at={fact.ref} />
                      </>
                    )}
                  </span>
                  <Source fact={fact} />
                  {fact.weight === 0 ? null : (
                    <span className={classes.weight}>
                      {t("weight", { weight: `${fact.weight > 0 ? "+" : "−"}${Math.abs(fact.weight)}` })}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** Where a fact was read. */
function Source({ fact }: { fact: Cause["facts"][number] }) {
  const t = useTranslations("causes");
  const source = sourceOfFact(fact);
  return source === undefined ? null : <span className={classes.source}>{t(`source.${source}`)}</span>;
}

/** Kinds that the console reads without a page of their own. */
const pageless = new Set(["Node", "NetworkPolicy"]);

function ObjectName({ at }: { at: Cause["objects"][number] }) {
  if (!pageless.has(at.kind)) return <ObjectLink at={at} />;
  const name = at.namespace === "" ? at.name : `${at.namespace}/${at.name}`;
  return (
    <span>
      {at.kind} {name}
    </span>
  );
}

function Objects({ cause }: { cause: Cause }) {
  const t = useTranslations("causes");
  const texts = useCauseTexts();
  const href = useViewHref();
  if (cause.objects.length === 0 && cause.fixes.length === 0) return null;
  return (
    <section>
      <h4 className={classes.heading}>{t("change")}</h4>
      <ul className={classes.facts}>
        {cause.objects.map((ref) => (
          <li key={`${ref.kind} ${ref.namespace}/${ref.name}`}>
            <ObjectName at={ref} />
          </li>
        ))}
      </ul>
      <div className={classes.fixes}>
        {cause.fixes.map((fix) =>
          fix.link === undefined ? (
            <p key={fix.id} className={classes.quiet}>
              {texts.fix(fix)}
            </p>
          ) : (
            <Button
              key={`${fix.id} ${fix.link.path}`}
              component={Link}
              href={href(fix.link.path, fix.link.query)}
              size="compact-xs"
              variant="default"
            >
              {texts.fix(fix)}
            </Button>
          ),
        )}
      </div>
    </section>
  );
}

function Checks({ cause }: { cause: Cause }) {
  const t = useTranslations("causes");
  const texts = useCauseTexts();
  const href = useViewHref();
  if (cause.checks.length === 0) return null;
  return (
    <section>
      <h4 className={classes.heading}>{t("check")}</h4>
      <ul className={classes.facts}>
        {cause.checks.map((check) => (
          <li key={`${check.id} ${JSON.stringify(check.params)}`}>
            <div className={classes.check}>
              {check.link === undefined ? (
                <span>{texts.check(check)}</span>
              ) : (
                <Link className={classes.link} href={href(check.link.path, check.link.query)}>
                  {texts.check(check)}
                </Link>
              )}
              {check.command === undefined ? null : (
                <span className={classes.command}>
                  <code>{check.command}</code>
                  <CopyButton value={check.command} label={t("copy")} />
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
