/** A stretch of a text by offsets; `to` is exclusive. */
export type TextRange = { readonly from: number; readonly to: number };

/** Something about an edited text. `code` has a translated text with `params`; `message` is its English. */
export type TextProblem = {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
  readonly range: TextRange;
  /** 1-based. */
  readonly line: number;
  /** Field path, where the problem has one. */
  readonly path?: string;
};
