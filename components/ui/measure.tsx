"use client";
import { useTranslations } from "use-intl";
import { formatMeasure, unknownText, type MeasureUnit } from "@/lib/format/measure";

/** A figure with its unit; an unknown one is "—" and says so. */
export function Measure({ value, unit }: { value: number | null | undefined; unit: MeasureUnit }) {
  const t = useTranslations("common");
  const text = formatMeasure(value, unit);
  if (text !== unknownText) return <span className="hd-num">{text}</span>;
  return (
    <span className="hd-num" title={t("unknown")}>
      <span aria-hidden>{unknownText}</span>
      <span className="hd-visually-hidden">{t("unknown")}</span>
    </span>
  );
}
