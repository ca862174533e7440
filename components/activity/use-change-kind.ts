"use client";
import { useTranslations } from "use-intl";

/** The kind of a change in the reader's language; one that this version does not know keeps its name. */
export function useChangeKind(): (kind: string) => string {
  const t = useTranslations("changes.kind");
  return (kind) => (t.has(kind) ? t(kind) : kind);
}
