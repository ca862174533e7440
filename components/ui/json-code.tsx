"use client";
import { json } from "@codemirror/lang-json";
import { codeFolding, foldAll, foldGutter, foldKeymap, unfoldAll } from "@codemirror/language";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { editorTheme } from "./code-theme";
import classes from "./json-code.module.css";

type Props = { text: string; heightPx: number; label?: string | undefined };

/** Read-only JSON with folding and search. Only the lines in sight are drawn, so a megabyte scrolls like a line. */
export function JsonCode({ text, heightPx, label }: Props) {
  const t = useTranslations("common");
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  useEffect(() => {
    // CodeMirror owns its DOM below the host.
    if (host.current === null) return undefined;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          codeFolding(),
          foldGutter(),
          search({ top: true }),
          highlightSelectionMatches(),
          keymap.of([...searchKeymap, ...foldKeymap]),
          json(),
          editorTheme,
          EditorView.theme({ "&": { height: "100%" } }),
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label ?? "JSON", tabindex: "0" }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [text, label]);
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
