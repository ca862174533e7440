"use client";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

type Props = {
  /** `namespace/workload`. */
  readonly source?: string | undefined;
  /** `namespace/workload`, `namespace/service` or a host. */
  readonly destination?: string | undefined;
  readonly code?: number | string | undefined;
  readonly flag?: string | undefined;
  /** `namespace/pod` of the caller's proxy. */
  readonly proxy?: string | undefined;
  readonly className?: string | undefined;
};

/** "Why?": the page that ranks the causes of a failing answer. */
export function WhyLink({ source, destination, code, flag, proxy, className }: Props) {
  const t = useTranslations("causes");
  const href = useViewHref();
  const params = { source, destination, code: code === undefined ? undefined : `${code}`, flag, proxy };
  const label = t("linkLabel", { destination: destination ?? source ?? "", code: code ?? "" });
  return (
    <Link
      href={href("/why", params)}
      aria-label={label}
      title={label}
      {...(className === undefined ? {} : { className })}
    >
      {t("link")}
    </Link>
  );
}
