"use client";
import { useKeptText } from "@/components/changes/use-kept-text";
import { groupFromApiVersion, type ObjectRef } from "@/lib/mesh/object-ref";

/** An object as it was when it was looked at. */
export type Live = { readonly yaml: string; readonly resourceVersion: string };

/** An edit that was begun: it lives in this window until it is applied or dropped, over reloads and errors. */
export type Draft = {
  /** "" when there is none. */
  readonly text: string;
  /** What it started from. */
  readonly base: Live;
  readonly set: (text: string, base: Live) => void;
  readonly drop: () => void;
};

export function useDraft(key: string): Draft {
  const [text, setText] = useKeptText(`heddle.edit.${key}`);
  const [base, setBase] = useKeptText(`heddle.edit.${key}.base`);
  const cut = base.indexOf("\n");
  return {
    text,
    base: { resourceVersion: base.slice(0, Math.max(cut, 0)), yaml: base.slice(cut + 1) },
    set(next, from) {
      // An emptied editor is an edit, too.
      setText(next === "" ? "\n" : next);
      const started = `${from.resourceVersion}\n${from.yaml}`;
      if (started !== base) setBase(started);
    },
    drop() {
      setText("");
      setBase("");
    },
  };
}

/** For objects that do not exist yet. */
export const nothingLive: Live = { yaml: "", resourceVersion: "" };

/** The draft of one object, whatever API version it is read in. */
export function draftKey(cluster: string, ref: ObjectRef): string {
  return [cluster, groupFromApiVersion(ref.apiVersion), ref.kind, ref.namespace, ref.name].join("/");
}
