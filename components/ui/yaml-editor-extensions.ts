import { autocompletion, type CompletionSource } from "@codemirror/autocomplete";
import { forceLinting, lintGutter, linter, previousDiagnostic, type Diagnostic } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, type Tooltip } from "@codemirror/view";
import type { Completion } from "@/lib/config/schema/complete";

/** A remark on a stretch of the text. */
export type EditorProblem = {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
};

/** Documentation of the field under the pointer. */
export type EditorHint = { readonly title: string; readonly type: string; readonly text: string };

/** What the editor asks while somebody types; read through a ref, so that fresh knowledge needs no new editor. */
export type EditorAnswers = {
  readonly complete: (text: string, offset: number) => Completion | undefined;
  readonly hint: (text: string, offset: number) => EditorHint | undefined;
  readonly problems: readonly EditorProblem[];
};

/** Completion by what the page knows. */
export function completionFrom(answers: () => EditorAnswers): Extension {
  const source: CompletionSource = ({ state, pos, explicit }) => {
    const line = state.doc.lineAt(pos);
    const isBlank = state.sliceDoc(line.from, pos).trim() === "";
    if (isBlank && !explicit) return null;
    const found = answers().complete(state.doc.toString(), pos);
    if (found === undefined) return null;
    return {
      from: found.from,
      options: found.options.map(({ label, type, detail, info, apply }) => ({
        label,
        type,
        apply,
        ...(detail === undefined ? {} : { detail }),
        ...(info === undefined ? {} : { info }),
      })),
      validFor: /^[\w./*-]*$/,
    };
  };
  return autocompletion({ override: [source], icons: false, maxRenderedOptions: 80 });
}

/** The page's remarks, underlined and in the gutter; F8 and Shift-F8 go from one to the next. */
export function problemsFrom(answers: () => EditorAnswers): Extension {
  const diagnostics = (view: EditorView): Diagnostic[] => {
    const end = view.state.doc.length;
    return answers().problems.map(({ from, to, severity, message }) => ({
      from: Math.min(from, end),
      to: Math.min(Math.max(to, from), end),
      severity,
      message,
    }));
  };
  return [
    linter(diagnostics, { delay: 150 }),
    lintGutter(),
    // F8 is basicSetup's.
    keymap.of([{ key: "Shift-F8", run: previousDiagnostic }]),
  ];
}

/** Shows new remarks now, although the text did not change. */
export function refreshProblems(view: EditorView): void {
  forceLinting(view);
}

/** Documentation under the pointer. */
export function hintsFrom(answers: () => EditorAnswers): Extension {
  return hoverTooltip((view, pos): Tooltip | null => {
    const hint = answers().hint(view.state.doc.toString(), pos);
    if (hint === undefined) return null;
    return {
      pos,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-hd-hint";
        const title = document.createElement("strong");
        title.textContent = hint.title;
        const type = document.createElement("code");
        type.textContent = ` ${hint.type}`;
        const text = document.createElement("p");
        text.textContent = hint.text;
        dom.append(title, type, text);
        return { dom };
      },
    };
  });
}

/** Marks what differs from `original`, each stretch with a button that takes it back. */
export function comparedWith(original: string | undefined): Extension {
  return original === undefined ? [] : unifiedMergeView({ original, gutter: true, mergeControls: true });
}

/** Looks of what only this editor shows. */
export const yamlEditorTheme = EditorView.theme({
  "&": { height: "100%" },
  // The frame shows the focus.
  "&.cm-focused": { outline: "none" },
  ".cm-tooltip": {
    backgroundColor: "var(--hd-surface-raised)",
    color: "var(--hd-text)",
    border: "1px solid var(--hd-border-strong)",
    borderRadius: "var(--hd-radius)",
    boxShadow: "var(--hd-shadow)",
  },
  ".cm-tooltip-autocomplete ul": { fontFamily: "var(--hd-font-mono)", maxHeight: "16em" },
  ".cm-tooltip-autocomplete ul li": { padding: "2px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--hd-accent-soft)",
    color: "var(--hd-text)",
  },
  ".cm-completionDetail": { color: "var(--hd-text-muted)", fontStyle: "normal", marginInlineStart: "12px" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": {
    maxWidth: "420px",
    maxHeight: "260px",
    overflow: "auto",
    padding: "8px 10px",
    whiteSpace: "pre-wrap",
    fontFamily: "var(--hd-font)",
  },
  ".cm-hd-hint": { maxWidth: "480px", padding: "8px 12px", fontFamily: "var(--hd-font)" },
  ".cm-hd-hint p": { margin: "6px 0 0", whiteSpace: "pre-wrap", maxHeight: "220px", overflow: "auto" },
  ".cm-hd-hint code": { color: "var(--hd-text-muted)" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--hd-font)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--hd-failing)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--hd-degraded)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--hd-accent)" },
  ".cm-deletedChunk .cm-chunkButtons button": {
    backgroundColor: "var(--hd-accent)",
    color: "var(--hd-surface)",
  },
});
