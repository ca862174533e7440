"use client";
import { useTranslations } from "use-intl";
import changes from "@/components/changes/changes.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useObjectHref } from "@/components/config/config-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { objectKey, printObjectRef } from "@/lib/mesh/object-ref";

type Detail = RouterOutputs["delegated"]["read"]["data"];

/** What the rollout is about, with the way to each of its objects. */
export function DelegatedFacts({ detail }: { detail: Detail }) {
  const t = useTranslations("delivery.delegated");
  const href = useViewHref();
  const hrefOf = useObjectHref();
  const { rollout, objects } = detail;
  const { service, targetRef, stableRevision, canaryRevision, provider } = rollout;
  const texts = [
    [t("objects.target"), targetRef === undefined ? undefined : printObjectRef(targetRef)],
    [t("objects.stableService"), rollout.stableService],
    [t("objects.canaryService"), rollout.canaryService],
    [t("objects.stableRevision"), stableRevision],
    [t("objects.canaryRevision"), canaryRevision],
    [t("objects.provider"), provider],
  ] as const;
  return (
    <dl className={changes.facts}>
      {service === undefined ? null : (
        <>
          <dt>{t("objects.service")}</dt>
          <dd>
            <Link href={href(`/services/${service.namespace}/${service.name}`)}>
              {service.namespace}/{service.name}
            </Link>
          </dd>
        </>
      )}
      {texts.map(([label, text]) =>
        text === undefined ? null : (
          <div key={label} style={{ display: "contents" }}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ),
      )}
      <dt>{t("objects.links")}</dt>
      <dd>
        {objects.map((ref) => (
          <div key={objectKey(ref)}>
            <Link href={hrefOf(ref)}>{printObjectRef(ref)}</Link>
          </div>
        ))}
      </dd>
    </dl>
  );
}
