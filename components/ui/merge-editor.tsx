"use client";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { yamlSetup } from "./yaml-setup";

const folded = { margin: 3, minSize: 6 };

export function MergeEditor({
  before,
  after,
  label,
  isUnified = false,
}: {
  before: string;
  after: string;
  label: string;
  isUnified?: boolean;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // CodeMirror owns its DOM below the host.
    if (host.current === null) return undefined;
    const extensions = (side: string) => [
      yamlSetup,
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ "aria-label": `${label} ${side}`, tabindex: "0" }),
    ];
    if (isUnified) {
      const merge = unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: folded });
      const unified = new EditorView({
        parent: host.current,
        doc: after,
        extensions: [...extensions("before and after"), merge],
      });
      return () => unified.destroy();
    }
    const view = new MergeView({
      parent: host.current,
      a: { doc: before, extensions: extensions("before") },
      b: { doc: after, extensions: extensions("after") },
      collapseUnchanged: folded,
    });
    return () => view.destroy();
  }, [before, after, label, isUnified]);
  return (
    <div
      ref={host}
      style={{
        maxHeight: 520,
        overflow: "auto",
        border: "1px solid var(--hd-border)",
        borderRadius: "var(--hd-radius)",
      }}
    />
  );
}
