"use client";
import { useTranslations } from "use-intl";
import changeClasses from "@/components/changes/changes.module.css";
import { FindingList } from "@/components/changes/finding-list";
import { OwnerList } from "@/components/changes/owner-list";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { objectKey, printObjectRef, type ObjectRef } from "@/lib/mesh/object-ref";

type Options = RouterOutputs["routing"]["options"]["data"];

/** The page of an object, with its editor. */
export function objectPath({
  kind,
  namespace,
  name,
}: Pick<ObjectRef, "kind" | "namespace" | "name">): string {
  return `/config/${kind}/${encodeURIComponent(namespace === "" ? "_" : namespace)}/${encodeURIComponent(name)}`;
}

/** The objects that decide today, who keeps them, and what the checks say of them. */
export function ObjectFacts({
  objects,
  findings,
  isService,
}: Pick<Options, "objects" | "findings"> & { readonly isService: boolean }) {
  const t = useTranslations("routing");
  const href = useViewHref();
  return (
    <>
      {objects.length === 0 ? (
        <span className={changeClasses.muted}>
          {t(isService ? "options.noRouting" : "options.noPolicies")}
        </span>
      ) : (
        <dl className={changeClasses.facts}>
          {objects.map(({ ref, owners }) => (
            <div key={objectKey(ref)} style={{ display: "contents" }}>
              <dt>
                <Link className={changeClasses.link} href={href(objectPath(ref))}>
                  {printObjectRef(ref)}
                </Link>
              </dt>
              <dd>
                <OwnerList owners={owners} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {findings.length === 0 ? null : <FindingList rows={findings.map((finding) => ({ finding }))} />}
    </>
  );
}
