"use client";
import { useTranslations } from "use-intl";
import { useObjectHref } from "./config-columns";
import classes from "./config.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { Link } from "@/components/ui/link";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";

type ConfigObject = RouterOutputs["config"]["read"]["data"];

/** What the object refers to, broken references first, and what refers to it. */
export function ObjectReferences({ object }: { object: ConfigObject }) {
  const t = useTranslations("config");
  return (
    <div className={classes.references}>
      <Section title={t("references.to", { count: object.references.length })}>
        <Outgoing references={object.references} />
      </Section>
      <Section title={t("references.from", { count: object.referencedBy.length })}>
        <Incoming references={object.referencedBy} />
      </Section>
    </div>
  );
}

const order = { broken: 0, unknown: 1, external: 2, found: 3 } as const;
const tones = { broken: "failing", unknown: "unknown", external: "info", found: "ok" } as const;

function Outgoing({ references }: { references: ConfigObject["references"] }) {
  const t = useTranslations("config");
  const hrefOf = useObjectHref();
  if (references.length === 0) return <p className={classes.muted}>{t("references.noneTo")}</p>;
  return (
    <ul className={classes.referenceList}>
      {references
        .toSorted((left, right) => order[left.state] - order[right.state])
        .map(({ role, path, text, state, targets }) => (
          <li key={path}>
            <span className={classes.role}>{t(`role.${role}`)}</span>
            <span className={classes.targets}>
              {text}
              {targets.map((ref) => (
                <span key={objectKey(ref)}>
                  {" → "}
                  <Link href={hrefOf(ref)}>{printObjectRef(ref)}</Link>
                </span>
              ))}
              <span className={classes.where}>{path}</span>
            </span>
            {state === "found" ? (
              <span />
            ) : (
              <StatusBadge tone={tones[state]} label={t(`reference.${state}`)} />
            )}
          </li>
        ))}
    </ul>
  );
}

function Incoming({ references }: { references: ConfigObject["referencedBy"] }) {
  const t = useTranslations("config");
  const hrefOf = useObjectHref();
  if (references.length === 0) return <p className={classes.muted}>{t("references.noneFrom")}</p>;
  return (
    <ul className={classes.referenceList}>
      {references.map(({ from, role, path }) => (
        <li key={`${objectKey(from)} ${path}`}>
          <span className={classes.role}>{t(`role.${role}`)}</span>
          <span className={classes.targets}>
            <Link href={hrefOf(from)}>{printObjectRef(from)}</Link>
            <span className={classes.where}>{path}</span>
          </span>
          <span />
        </li>
      ))}
    </ul>
  );
}
