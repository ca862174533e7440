"use client";
import { useTranslations } from "use-intl";
import classes from "./security.module.css";
import type { WorkloadPosture } from "./outputs";
import { objectPath } from "@/components/routing/wizard/object-facts";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge, type Tone } from "@/components/ui/status-badge";

type Result = NonNullable<WorkloadPosture["mtls"]>;

const tones: Readonly<Record<Result["mode"], Tone>> = {
  STRICT: "ok",
  PERMISSIVE: "info",
  DISABLE: "degraded",
};

/** What is accepted, and the object that says so. */
export function ModeBadge({ mtls, origin = true }: { mtls: Result | undefined; origin?: boolean }) {
  const t = useTranslations("security");
  const href = useViewHref();
  if (mtls === undefined) return <StatusBadge tone="unknown" label={t("unknown")} />;
  const { mode, decidedBy } = mtls;
  return (
    <span className={classes.mode}>
      <StatusBadge tone={tones[mode]} label={mode} />
      {!origin ? null : decidedBy === undefined ? (
        <span className={classes.origin}>{t("byDefault")}</span>
      ) : (
        <Link
          className={classes.origin}
          title={t("decidedBy", decidedBy)}
          href={href(objectPath({ kind: "PeerAuthentication", ...decidedBy }))}
        >
          {decidedBy.namespace}/{decidedBy.name}
        </Link>
      )}
    </span>
  );
}
