import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--hd-series-1)" },
  { tag: [tags.string, tags.content], color: "var(--hd-series-5)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--hd-series-3)" },
  { tag: tags.comment, color: "var(--hd-text-faint)" },
  { tag: [tags.punctuation, tags.separator], color: "var(--hd-text-muted)" },
]);

/** Colours from our tokens, so that one theme serves light and dark. */
export const editorTheme = [
  EditorView.theme({
    "&": { backgroundColor: "var(--hd-surface)", color: "var(--hd-text)", fontSize: "12px" },
    ".cm-scroller": { fontFamily: "var(--hd-font-mono)" },
    ".cm-gutters": {
      backgroundColor: "var(--hd-surface-sunken)",
      color: "var(--hd-text-faint)",
      border: "none",
    },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hd-surface-sunken)" },
    ".cm-panels": { backgroundColor: "var(--hd-surface-raised)", color: "var(--hd-text)" },
    ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
      backgroundColor: "var(--hd-accent-soft)",
    },
    ".cm-cursor": { borderLeftColor: "var(--hd-text)" },
    ".cm-foldPlaceholder": {
      backgroundColor: "var(--hd-surface-sunken)",
      border: "none",
      color: "var(--hd-text-muted)",
    },
    ".cm-changedLine": { backgroundColor: "color-mix(in srgb, var(--hd-ok) 14%, transparent)" },
    ".cm-deletedChunk": { backgroundColor: "color-mix(in srgb, var(--hd-failing) 14%, transparent)" },
  }),
  syntaxHighlighting(highlight),
];
