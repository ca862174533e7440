"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import type { WayContext } from "./explanation-view";
import type { Because } from "@/lib/proxies/explain/answer";
import type { Explanation } from "@/lib/proxies/explain-flow/explanation";

/** Headers that the answer hangs on, and the way to say that the request has none of them. */
export function OpenHeaders({ explanation, context }: { explanation: Explanation; context: WayContext }) {
  const t = useTranslations("explain");
  const { target, request, explain } = context;
  const names = openHeaders(explanation);
  if (names.length === 0 || request.headersAreComplete || explain === undefined) return null;
  return (
    <p className={classes.openHeaders}>
      <span>{t("result.openHeaders", { count: names.length, names: names.join(", ") })}</span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => explain(target, { ...request, headersAreComplete: true })}
      >
        {t("result.withoutHeaders", { count: names.length })}
      </Button>
    </p>
  );
}

function openHeaders({ ends }: Explanation): readonly string[] {
  const reasons = ends.flatMap(({ outcome, dependsOn }): readonly Because[] =>
    outcome.kind === "unknown" ? [...dependsOn, ...outcome.because] : dependsOn,
  );
  const names = reasons.flatMap(({ code, values }) =>
    code === "header" || (code === "otherwise" && values["code"] === "header") ? [values["name"] ?? ""] : [],
  );
  return [...new Set(names)].filter((name) => name !== "").toSorted();
}
