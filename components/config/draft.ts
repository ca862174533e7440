"use client";
import { useKeptText } from "@/components/changes/use-kept-text";
import { groupFromApiVersion, type ObjectRef } from "@/lib/mesh/object-ref";

/** An edit that was begun: it lives in this window until it is applied or dropped, over reloads and errors. */
export type Draft = {
  /** "" when there is none. */
  readonly text: string;
  /** The version of the object that it started from. */
  readonly base: string;
  readonly set: (text: string, base: string) => void;
  readonly drop: () => void;
};

export function useDraft(key: string): Draft {
  const [text, setText] = useKeptText(`heddle.edit.${key}`);
  const [base, setBase] = useKeptText(`heddle.edit.${key}.base`);
  return {
    text,
    base,
    set(next, from) {
      // An emptied editor is an edit, too.
      setText(next === "" ? "\n" : next);
      if (from !== base) setBase(from);
    },
    drop() {
      setText("");
      setBase("");
    },
  };
}

/** The draft of one object, whatever API version it is read in. */
export function draftKey(cluster: string, ref: ObjectRef): string {
  return [cluster, groupFromApiVersion(ref.apiVersion), ref.kind, ref.namespace, ref.name].join("/");
}
