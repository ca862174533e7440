"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import classes from "./findings.module.css";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { ReviewStep } from "@/components/routing/review-step";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";

type Props = { readonly planHash: string; readonly onPlan: (planHash: string) => void };

/** The plan of a repair, with the same review as any other change. */
export function FixReview({ planHash, onPlan }: Props) {
  const t = useTranslations("findings");
  const router = useRouter();
  const href = useViewHref();
  const { cluster } = useScope();
  const plan = usePlanRequest(onPlan);
  return (
    <>
      <PageHeader
        title={t("fix.title")}
        subtitle={
          <>
            <Link href={href("/findings")}>{t("fix.back")}</Link> · {t("fix.lead")}
          </>
        }
      />
      <div className={classes.review}>
        <ReviewStep
          planHash={planHash}
          onApplied={(changeId) => router.push(href(`/activity/${changeId}`))}
          onReplan={(request) => plan.mutate({ cluster, request })}
        />
      </div>
    </>
  );
}
