"use client";
import { yaml } from "@codemirror/lang-yaml";
import { CodeViewer, type CodeViewerProps } from "./code-viewer";

const language = yaml();

/** Read-only YAML. */
export function YamlCode({ label = "YAML", ...props }: CodeViewerProps) {
  return <CodeViewer {...props} label={label} language={language} />;
}
