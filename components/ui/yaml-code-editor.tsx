"use client";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef, type Ref } from "react";
import classes from "./yaml-code-editor.module.css";
import {
  comparedWith,
  completionFrom,
  hintsFrom,
  problemsFrom,
  refreshProblems,
  yamlEditorTheme,
  type EditorAnswers,
} from "./yaml-editor-extensions";
import { yamlSetup } from "./yaml-setup";

/** What a page may ask of the editor. */
export type YamlEditorHandle = {
  /** Puts the cursor there and shows it. */
  readonly goTo: (offset: number) => void;
};

export type YamlEditorProps = EditorAnswers & {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onCursor: (offset: number) => void;
  readonly label: string;
  readonly heightPx: number;
  /** Marks what differs from this text. */
  readonly original?: string | undefined;
  /** The editor's own words in the reader's language: `Accept` and `Reject` of a difference. */
  readonly phrases: Readonly<Record<string, string>>;
  readonly handle?: Ref<YamlEditorHandle>;
};

/** An editor of YAML that completes, explains and remarks with what the page knows. */
export function YamlCodeEditor(props: YamlEditorProps) {
  const { text, label, heightPx, original, problems, handle } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const comparison = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    // CodeMirror owns its DOM below the host, and its text until the page sets another.
    if (host.current === null) return undefined;
    const own = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: extensionsOf(latest, label, comparison.current),
      }),
    });
    view.current = own;
    setHandle(handle, {
      goTo(offset) {
        const anchor = Math.min(offset, own.state.doc.length);
        own.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
        own.focus();
      },
    });
    return () => {
      setHandle(handle, null);
      own.destroy();
      view.current = null;
    };
  }, [label, handle]);
  useEffect(() => {
    const own = view.current;
    if (own === null || own.state.doc.toString() === text) return;
    own.dispatch({ changes: { from: 0, to: own.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({ effects: comparison.current.reconfigure(comparedWith(original)) });
  }, [original, label, handle]);
  useEffect(() => {
    if (view.current !== null) refreshProblems(view.current);
  }, [problems]);
  return <div ref={host} className={classes.host} style={{ height: heightPx }} />;
}

function setHandle(ref: Ref<YamlEditorHandle> | undefined, value: YamlEditorHandle | null): void {
  if (typeof ref === "function") ref(value);
  else if (ref !== null && ref !== undefined) ref.current = value;
}

function extensionsOf(latest: { readonly current: YamlEditorProps }, label: string, comparison: Compartment) {
  const answers = () => latest.current;
  return [
    yamlSetup,
    yamlEditorTheme,
    completionFrom(answers),
    hintsFrom(answers),
    problemsFrom(answers),
    comparison.of([]),
    EditorState.phrases.of(latest.current.phrases),
    EditorView.contentAttributes.of({ "aria-label": label, "data-yaml-editor": "" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onText(update.state.doc.toString());
      if (update.docChanged || update.selectionSet) latest.current.onCursor(update.state.selection.main.head);
    }),
  ];
}
