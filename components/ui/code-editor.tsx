"use client";
import { basicSetup } from "codemirror";
import { yaml } from "@codemirror/lang-yaml";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { editorTheme } from "./code-theme";

/** A read-only CodeMirror; JSON is a subset of YAML, so one language serves both. */
export function CodeEditor({
  text,
  heightPx,
  label,
}: {
  text: string;
  heightPx: number;
  label?: string | undefined;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // CodeMirror owns its DOM below the host.
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          basicSetup,
          yaml(),
          editorTheme,
          EditorView.theme({ "&": { height: "100%" } }),
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label ?? "source", tabindex: "0" }),
        ],
      }),
    });
    return () => view.destroy();
  }, [text, label]);
  return (
    <div
      ref={host}
      style={{
        height: heightPx,
        overflow: "hidden",
        border: "1px solid var(--hd-border)",
        borderRadius: "var(--hd-radius)",
      }}
    />
  );
}
