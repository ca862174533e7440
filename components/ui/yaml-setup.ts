import { yaml } from "@codemirror/lang-yaml";
import type { Extension } from "@codemirror/state";
import { basicSetup } from "codemirror";
import { editorTheme } from "./code-theme";

/** What editors of YAML have in common: the usual keys, the language, our colours. */
export const yamlSetup: Extension = [basicSetup, yaml(), editorTheme];
