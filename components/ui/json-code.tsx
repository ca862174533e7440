"use client";
import { json } from "@codemirror/lang-json";
import { CodeViewer, type CodeViewerProps } from "./code-viewer";

const language = json();

/** Read-only JSON. */
export function JsonCode({ label = "JSON", ...props }: CodeViewerProps) {
  return <CodeViewer {...props} label={label} language={language} />;
}
