"use client";
import { lazy, Suspense } from "react";
import { PageSkeleton } from "./page-skeleton";

const YamlCode = lazy(async () => ({ default: (await import("./yaml-code")).YamlCode }));

const JsonCode = lazy(async () => ({ default: (await import("./json-code")).JsonCode }));

/** Read-only JSON or YAML with folding and search; the editor is loaded when first shown. */
export function JsonView({
  text,
  heightPx = 420,
  label,
}: {
  text: string;
  heightPx?: number;
  label?: string;
}) {
  return (
    <Suspense fallback={<PageSkeleton rows={8} />}>
      {/^\s*[{[]/.test(text) ? (
        <JsonCode text={text} heightPx={heightPx} label={label} />
      ) : (
        <YamlCode text={text} heightPx={heightPx} label={label} />
      )}
    </Suspense>
  );
}
