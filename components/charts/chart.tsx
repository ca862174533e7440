"use client";
import { LineChart, ScatterChart } from "echarts/charts";
import {
  AxisPointerComponent,
  BrushComponent,
  GridComponent,
  MarkLineComponent,
  ToolboxComponent,
  TooltipComponent,
} from "echarts/components";
import { connect, init, use as register, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

register([
  LineChart,
  ScatterChart,
  AxisPointerComponent,
  BrushComponent,
  GridComponent,
  MarkLineComponent,
  ToolboxComponent,
  TooltipComponent,
  CanvasRenderer,
]);

type Props = {
  option: EChartsCoreOption;
  heightPx: number;
  label: string;
  /** Charts of one group share the cursor. */
  group?: string;
  /** Called with the two x values (epoch ms) that were dragged over. */
  onRange?: ((startMs: number, endMs: number) => void) | undefined;
  onPick?: ((dataIndex: number, seriesIndex: number) => void) | undefined;
};

/** The only door to ECharts: mounts one chart, resizes it with its box, and redraws it when `option` changes. */
export function Chart({ option, heightPx, label, group, onRange, onPick }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const handlers = useRef({ onRange, onPick });
  useEffect(() => {
    handlers.current = { onRange, onPick };
  });
  useEffect(() => {
    // ECharts owns its canvas below the host.
    if (host.current === null) return undefined;
    const made = init(host.current, undefined, { renderer: "canvas" });
    chart.current = made;
    if (group !== undefined) {
      made.group = group;
      connect(group);
    }
    made.on("click", (event) => handlers.current.onPick?.(event.dataIndex, event.seriesIndex ?? 0));
    made.on("brushEnd", (event) => {
      const area = (event as { areas?: { coordRange?: [number, number] }[] }).areas?.[0]?.coordRange;
      made.dispatchAction({ type: "brush", areas: [] });
      if (area !== undefined) handlers.current.onRange?.(area[0], area[1]);
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(host.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, [group]);
  const zoomable = onRange !== undefined;
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
    if (zoomable)
      chart.current?.dispatchAction({
        type: "takeGlobalCursor",
        key: "brush",
        brushOption: { brushType: "lineX", brushMode: "single" },
      });
  }, [option, zoomable]);
  return <div ref={host} role="img" aria-label={label} style={{ height: heightPx, width: "100%" }} />;
}
