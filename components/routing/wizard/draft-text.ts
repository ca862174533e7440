/** Browsers and proxies take addresses of about 2,000 characters without complaint; the scope needs some of them. */
const maxInlineChars = 1200;

export type DraftStore = Pick<Storage, "getItem" | "setItem">;

const keyOf = (id: string) => `heddle.draft.${id}`;

/**
 * A draft as the address holds it: its JSON, or where that is too long `@id.revision`, the JSON being kept in `store`
 * under `id`. A store that refuses (full, forbidden) leaves the JSON in the address, so that nothing typed is lost.
 */
export function textFromDraft(
  draft: unknown,
  before: string | null,
  store: DraftStore,
  newId: string,
): string {
  const json = JSON.stringify(draft);
  if (json.length <= maxInlineChars) return json;
  const [id = newId, revision = "0"] = before?.startsWith("@") === true ? before.slice(1).split(".") : [];
  try {
    store.setItem(keyOf(id), json);
    return `@${id}.${Number(revision) + 1}`;
  } catch {
    return json;
  }
}

/** The draft of an address: `lost` when its text is no draft, or was typed in another window. */
export function draftFromText(
  text: string | null,
  store: DraftStore,
):
  | { readonly state: "none" }
  | { readonly state: "lost" }
  | { readonly state: "read"; readonly draft: unknown } {
  if (text === null || text === "") return { state: "none" };
  try {
    const json = text.startsWith("@") ? store.getItem(keyOf(text.slice(1).split(".")[0] ?? "")) : text;
    return json === null ? { state: "lost" } : { state: "read", draft: JSON.parse(json) as unknown };
  } catch {
    return { state: "lost" };
  }
}
