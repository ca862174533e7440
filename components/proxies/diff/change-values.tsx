"use client";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import { useTRPC } from "@/components/query/trpc";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { YamlDiff } from "@/components/ui/yaml-diff";
import type { DumpTarget } from "@/lib/proxies/dump-target";

const layouts = ["split", "unified"] as const;
const scopes = ["change", "resource"] as const;

/** Both values of a change, or all of its resource on both sides, with equal parts folded. */
export function ChangeValues({
  pair,
  id,
  label,
  isWhole,
}: {
  pair: { left: DumpTarget; right: DumpTarget };
  id: string;
  label: string;
  /** The change is the whole resource already. */
  isWhole: boolean;
}) {
  const t = useTranslations("diff");
  const trpc = useTRPC();
  const [layout, setLayout] = useQueryState("layout", parseAsStringLiteral(layouts).withDefault("split"));
  const [scope, setScope] = useState<(typeof scopes)[number]>("change");
  const change = useQuery(trpc.diff.change.queryOptions({ ...pair, id }, { enabled: scope === "change" }));
  const resource = useQuery(
    trpc.diff.resource.queryOptions({ ...pair, id }, { enabled: scope === "resource" }),
  );
  return (
    <div className={classes.compare}>
      <div className={classes.compareTools}>
        {isWhole ? null : (
          <SegmentedControl
            size="xs"
            aria-label={t("scope.label")}
            data={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
            value={scope}
            onChange={(value) => setScope(value === "resource" ? "resource" : "change")}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label={t("layout.label")}
          data={layouts.map((value) => ({ value, label: t(`layout.${value}`) }))}
          value={layout}
          onChange={(value) => void setLayout(value === "unified" ? "unified" : null)}
        />
      </div>
      <QueryBoundary query={scope === "change" ? change : resource}>
        {({ before, after }) => (
          <YamlDiff before={before} after={after} label={label} isUnified={layout === "unified"} />
        )}
      </QueryBoundary>
    </div>
  );
}
