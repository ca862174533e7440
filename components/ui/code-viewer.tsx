"use client";
import { codeFolding, foldAll, foldGutter, foldKeymap, unfoldAll } from "@codemirror/language";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { editorTheme } from "./code-theme";
import classes from "./code-viewer.module.css";

export type CodeViewerProps = {
  readonly text: string;
  readonly heightPx: number;
  readonly label?: string | undefined;
};

/** What every read-only text has: line numbers, folding, search, our colours. */
const viewerSetup: Extension = [
  lineNumbers(),
  codeFolding(),
  foldGutter(),
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of([...searchKeymap, ...foldKeymap]),
  editorTheme,
  EditorView.theme({ "&": { height: "100%" } }),
  EditorState.readOnly.of(true),
  EditorView.lineWrapping,
];

/**
 * A read-only text with folding and search. Only the lines in sight are drawn, so a megabyte scrolls like a line.
 * `language` has to stay the same object.
 */
export function CodeViewer({ text, heightPx, label, language }: CodeViewerProps & { language: Extension }) {
  const t = useTranslations("common");
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  useEffect(() => {
    // CodeMirror owns its DOM below the host.
    if (host.current === null) return undefined;
    const attributes = EditorView.contentAttributes.of({ "aria-label": label ?? "source", tabindex: "0" });
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: text, extensions: [viewerSetup, language, attributes] }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [text, label, language]);
  const run = (command: (view: EditorView) => boolean) => () => {
    if (editor.current !== null) command(editor.current);
  };
  return (
    <div>
      <div className={classes.tools}>
        <button type="button" className={classes.tool} onClick={run(openSearchPanel)}>
          {t("json.search")}
        </button>
        <button type="button" className={classes.tool} onClick={run(foldAll)}>
          {t("json.fold")}
        </button>
        <button type="button" className={classes.tool} onClick={run(unfoldAll)}>
          {t("json.unfold")}
        </button>
      </div>
      <div ref={host} className={classes.host} style={{ height: heightPx }} />
    </div>
  );
}
