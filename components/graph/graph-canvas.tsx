"use client";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import { useTranslations } from "use-intl";
import { CanvasController } from "./canvas-controller";
import classes from "./graph.module.css";
import { attachPointer, type PointerCallbacks } from "./pointer-input";
import type { Scene } from "./scene";
import type { DrawOptions, Highlight } from "./view-state";
import { walk, type WalkDirection } from "./walk";

export type GraphCanvasHandle = {
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly reveal: (id: string) => void;
  readonly toPng: () => Promise<Blob | undefined>;
};

type Props = PointerCallbacks & {
  ref?: Ref<GraphCanvasHandle>;
  scene: Scene;
  /** A new value shows the whole graph again. */
  viewKey: string;
  highlight: Highlight;
  options: DrawOptions;
  /** Says in words what the keyboard cursor stands on. */
  cursorText: string;
  onCursor: (id: string | undefined) => void;
  onSearch: () => void;
};

const arrows: Readonly<Record<string, WalkDirection>> = {
  ArrowRight: "right",
  ArrowLeft: "left",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** The drawing. Everything on it can be reached by keyboard, and the table beside it holds the same. */
export function GraphCanvas({ ref, ...props }: Props) {
  const { scene, viewKey, highlight, options } = props;
  const t = useTranslations("graph");
  const scheme = useComputedColorScheme("light");
  const canvas = useRef<HTMLCanvasElement>(null);
  const controller = useRef<CanvasController>(undefined);
  const callbacks = useRef<PointerCallbacks>(props);
  const shownKey = useRef<string>(undefined);
  useEffect(() => {
    callbacks.current = props;
  });
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const made = new CanvasController(element);
    controller.current = made;
    const detach = attachPointer(element, made, {
      onHover: (id) => callbacks.current.onHover(id),
      onSelect: (id) => callbacks.current.onSelect(id),
      onOpen: (id) => callbacks.current.onOpen(id),
    });
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.resize(entry.contentRect);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      detach();
      made.destroy();
      controller.current = undefined;
      shownKey.current = undefined;
    };
  }, []);
  useEffect(() => controller.current?.refreshPalette(), [scheme]);
  useEffect(() => {
    controller.current?.setScene(scene, shownKey.current !== viewKey);
    shownKey.current = viewKey;
  }, [scene, viewKey]);
  useEffect(() => controller.current?.setHighlight(highlight), [highlight]);
  useEffect(() => controller.current?.setOptions(options), [options]);
  useImperativeHandle(
    ref,
    () => ({
      fit: () => controller.current?.fit(),
      zoomBy: (factor) => controller.current?.zoomBy(factor),
      reveal: (id) => controller.current?.reveal(id, true),
      toPng: async () => controller.current?.toPng(),
    }),
    [],
  );
  return (
    <div className={classes.canvasFrame}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        data-testid="graph-canvas"
        data-hovering={highlight.hovered !== undefined}
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- "application" hands the arrow keys through to the drawing
        role="application"
        aria-roledescription={t("canvas.role")}
        aria-label={t("canvas.label", { nodes: scene.nodes.length, edges: scene.edges.length })}
        aria-describedby="graph-canvas-help"
        onKeyDown={(event) => onKey(event, props, controller.current)}
      />
      <p id="graph-canvas-help" className="hd-visually-hidden">
        {t("canvas.help")}
      </p>
      <p className="hd-visually-hidden" aria-live="polite">
        {props.cursorText}
      </p>
    </div>
  );
}

function onKey(event: KeyboardEvent, props: Props, controller: CanvasController | undefined): void {
  if (controller === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const { cursor, selected } = props.highlight;
  const direction = arrows[event.key];
  if (direction !== undefined) {
    const next = walk(props.scene, cursor ?? selected, direction);
    if (next !== undefined) {
      props.onCursor(next);
      controller.reveal(next, false);
    }
  } else if (event.key === "Enter") {
    if (cursor !== undefined) props.onSelect(cursor);
  } else if (event.key === "Escape") {
    props.onCursor(undefined);
    props.onSelect(undefined);
  } else if (event.key === "f") {
    controller.fit();
  } else if (event.key === "/") {
    props.onSearch();
  } else if (event.key === "+" || event.key === "=") {
    controller.zoomBy(1.25);
  } else if (event.key === "-") {
    controller.zoomBy(0.8);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
