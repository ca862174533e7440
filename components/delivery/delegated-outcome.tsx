"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { Change } from "@/lib/changes/change";

/** An order to another controller reaches no proxy by itself: what came of it stands on the rollout's own page. */
export function DelegatedOutcome({ change }: { change: Pick<Change, "objects"> }) {
  const t = useTranslations("delivery.delegated");
  const href = useViewHref();
  const ref = change.objects[0]?.ref;
  if (ref === undefined) return null;
  const page = ref.kind === "Canary" ? "flagger" : "rollout";
  return (
    <Button
      size="xs"
      component={Link}
      href={href(`/delivery/${page}/${encodeURIComponent(ref.namespace)}/${encodeURIComponent(ref.name)}`)}
    >
      {t("outcome.open")}
    </Button>
  );
}
