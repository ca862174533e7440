"use client";
import { useElementSize } from "@mantine/hooks";
import { useTranslations } from "use-intl";
import { useRangeDrag } from "./use-range-drag";
import type { TimeWindow } from "./use-trace-view";
import classes from "./waterfall.module.css";
import { formatDurationUs } from "@/lib/format/duration";
import { timeTicksUs } from "@/lib/traces/time-ticks";

/** Room that a tick with its text needs. */
const tickPx = 84;

/** The time axis of the waterfall; a drag on it zooms. */
export function TimeRuler({ window, onZoom }: { window: TimeWindow; onZoom: (range: TimeWindow) => void }) {
  const t = useTranslations("traces");
  const { handlers, selection } = useRangeDrag(window, onZoom);
  const { ref, width } = useElementSize();
  const lengthUs = window.toUs - window.fromUs;
  return (
    <div ref={ref} className={classes.ruler} title={t("detail.ruler")} {...handlers}>
      {timeTicksUs(window.fromUs, window.toUs, Math.max(2, Math.floor(width / tickPx))).map((tick) => {
        const percent = ((tick - window.fromUs) / lengthUs) * 100;
        return (
          <span key={tick} className={classes.tick} data-last={percent > 90} style={{ left: `${percent}%` }}>
            {tick === 0 ? "0" : formatDurationUs(tick)}
          </span>
        );
      })}
      {selection === undefined ? null : <span className={classes.selection} style={selection} />}
    </div>
  );
}
