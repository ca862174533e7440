"use client";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { picked, usePostures } from "./use-postures";
import { Advice } from "@/components/routing/fields/advice";
import { rootNamespace } from "@/lib/xds/mesh-objects";

const maxNamed = 5;

type Props = { readonly namespace: string; readonly selector: Readonly<Record<string, string>> };

/** Which workloads labels pick, so that a policy for nobody is seen before it is written. */
export function PickedWorkloads({ namespace, selector }: Props) {
  const t = useTranslations("security");
  const { workloads } = usePostures(namespace === rootNamespace ? undefined : namespace);
  if (workloads === undefined) return null;
  const names = picked(workloads, selector).map(({ name }) => name);
  if (names.length === 0) return <Advice tone="warn">{t("form.picksNothing")}</Advice>;
  const more = names.length - maxNamed;
  const listed = names.slice(0, maxNamed).join(", ");
  return (
    <span className={classes.picks}>
      {t("form.picks", { count: names.length, names: listed })}
      {more > 0 ? ` ${t("form.more", { count: more })}` : null}
    </span>
  );
}
