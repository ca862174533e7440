"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { OwnerLink } from "./owner-link";
import classes from "./proxies.module.css";
import { useTRPC } from "@/components/query/trpc";
import { SourceWarnings } from "@/components/ui/source-warnings";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { PatchMark } from "@/lib/proxies/envoy-filter-patches";

const tones: Readonly<Record<PatchMark, Tone>> = { seen: "info", absent: "degraded", may: "idle" };

/** The EnvoyFilters that touch a resource of a proxy that runs; nothing where there are none. */
export function PatchList({ target, id }: { target: DumpTarget; id: string }) {
  const t = useTranslations("proxies");
  const trpc = useTRPC();
  const { data: answer } = useQuery(
    trpc.proxies.patches.queryOptions({ ...target, id }, { placeholderData: undefined, staleTime: 30_000 }),
  );
  if (answer === undefined) return null;
  const patches = answer.data.patches ?? [];
  return (
    <>
      <SourceWarnings warnings={answer.warnings} />
      {patches.length === 0 ? null : (
        <div className={classes.block}>
          <h3 className={classes.heading}>{t("patch.title")}</h3>
          <ul className={`${classes.list} ${classes.patches}`}>
            {patches.map(({ apiVersion, namespace, name, applyTo, operation, adds, mark }, index) => (
              <li key={`${namespace}/${name} ${index}`}>
                <OwnerLink owner={{ apiVersion, kind: "EnvoyFilter", namespace, name, isGenerated: false }} />{" "}
                <span className={classes.mono}>
                  {operation} {applyTo} {adds}
                </span>{" "}
                <span title={t(`patch.hint.${mark}`)}>
                  <StatusBadge tone={tones[mark]} label={t(`patch.${mark}`)} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
