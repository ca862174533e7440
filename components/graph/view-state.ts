/** What an edge's label shows. */
export const edgeLabels = ["rate", "errors", "p95", "none"] as const;
export type EdgeLabel = (typeof edgeLabels)[number];

/** What is picked out on the drawing; ids of nodes or edges. */
export type Highlight = {
  readonly hovered?: string | undefined;
  readonly selected?: string | undefined;
  /** Keyboard cursor. */
  readonly cursor?: string | undefined;
  /** Everything else is dimmed; undefined when nothing is searched. */
  readonly found?:
    | { readonly nodeIds: ReadonlySet<string>; readonly edgeIds: ReadonlySet<string> }
    | undefined;
};

export type DrawOptions = {
  readonly label: EdgeLabel;
  readonly showNamespace: boolean;
};
