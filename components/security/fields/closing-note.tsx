"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import changeClasses from "@/components/changes/changes.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { Advice } from "@/components/routing/fields/advice";
import type { AccessIntent } from "@/lib/security/access-intent";

const maxNamed = 8;

/** Says before the review that the first ALLOW refuses everything that it does not name. */
export function ClosingNote({ intent }: { intent: AccessIntent }) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const { target, action } = intent;
  const isNamed = target.targetRefs.every((ref) => ref.name !== "");
  const query = useQuery(
    trpc.security.closing.queryOptions(
      { cluster, target, action },
      { enabled: action === "ALLOW" && isNamed, staleTime: 15_000, retry: false },
    ),
  );
  if (action !== "ALLOW" || query.isPending) return null;
  const closing = query.data?.data.closing;
  if (closing === undefined) return <Advice tone="warn">{t("form.closesUnknown")}</Advice>;
  if (!closing.closes) return <Advice>{t("form.closesNot")}</Advice>;
  const names = closing.workloads.map((workload) =>
    workload.namespace === target.namespace ? workload.name : `${workload.namespace}/${workload.name}`,
  );
  const more = names.length - maxNamed;
  return (
    <div className={changeClasses.notice} data-tone="force" role="status">
      <strong>{t("form.closes")}</strong>
      {names.length === 0 ? null : (
        <span>
          {t("form.closesWho", { names: names.slice(0, maxNamed).join(", ") })}
          {more > 0 ? ` ${t("form.more", { count: more })}` : null}
        </span>
      )}
    </div>
  );
}
