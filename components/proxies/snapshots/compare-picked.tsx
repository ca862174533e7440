"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { Snapshot } from "./outputs";
import classes from "./snapshots.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { textFromTarget } from "@/lib/proxies/dump-target";

/** Leads to the comparison of the two snapshots that were chosen, the older one on the left. */
export function ComparePicked({ picked, onClear }: { picked: readonly Snapshot[]; onClear: () => void }) {
  const t = useTranslations("snapshots");
  const href = useViewHref();
  const [older, newer] = picked.toSorted((a, b) => a.takenAtMs - b.takenAtMs);
  const isMixed =
    picked.some(({ kind }) => kind === "ztunnel") && picked.some(({ kind }) => kind !== "ztunnel");
  const words =
    picked.length === 0
      ? t("compare.none")
      : isMixed
        ? t("compare.mixed")
        : t("compare.chosen", { count: picked.length });
  return (
    <span className={classes.compare}>
      <span className={classes.space}>{words}</span>
      {picked.length === 0 ? null : (
        <Button size="compact-xs" variant="subtle" onClick={onClear}>
          {t("compare.clear")}
        </Button>
      )}
      {older === undefined || newer === undefined || isMixed ? (
        <Button size="xs" variant="default" disabled>
          {t("compare.action")}
        </Button>
      ) : (
        <Button
          component={Link}
          size="xs"
          href={href("/proxies/diff", {
            left: textFromTarget({ snapshot: older.id }),
            right: textFromTarget({ snapshot: newer.id }),
          })}
        >
          {t("compare.action")}
        </Button>
      )}
    </span>
  );
}
