"use client";
import { Fragment } from "react";
import classes from "./board.module.css";
import type { NackPart } from "@/lib/controlplane/nack";

/** Envoy's words whole, with the resources and things that they name set off. */
export function NackWords({ message, parts }: { message: string; parts: readonly NackPart[] }) {
  const names = [
    ...new Set(
      parts.flatMap(({ resource, subjects }) => [...(resource === undefined ? [] : [resource]), ...subjects]),
    ),
  ].filter((name) => name.length > 1);
  return (
    <pre className={classes.words} tabIndex={0}>
      {piecesOf(message.trim(), names).map(({ text, isName }, index) =>
        // Pieces have no identity beyond their place.
        // oxlint-disable-next-line react/no-array-index-key -- a text's pieces never move
        isName ? <mark key={index}>{text}</mark> : <Fragment key={index}>{text}</Fragment>,
      )}
    </pre>
  );
}

function piecesOf(text: string, names: readonly string[]): readonly { text: string; isName: boolean }[] {
  if (names.length === 0) return [{ text, isName: false }];
  const escaped = names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return text
    .split(new RegExp(`(${escaped.join("|")})`))
    .filter((piece) => piece !== "")
    .map((piece) => ({ text: piece, isName: names.includes(piece) }));
}
