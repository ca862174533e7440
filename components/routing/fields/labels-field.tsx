"use client";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { isSameJson } from "@/lib/config/clean-manifest";

type Labels = Record<string, string>;

/** `app=cart, version=v1` as labels; what has no = yet is none. */
function labelsFromText(text: string): Labels {
  return Object.fromEntries(
    text.split(",").flatMap((part) => {
      const at = part.indexOf("=");
      const key = part.slice(0, at).trim();
      return at < 1 || key === "" ? [] : [[key, part.slice(at + 1).trim()] as const];
    }),
  );
}

const textFromLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

type Props = {
  readonly label: string;
  readonly labels: Labels;
  readonly onLabels: (next: Labels) => void;
  readonly placeholder?: string;
  readonly error?: string | undefined;
};

/** Labels as people write them for kubectl; keeps what is half typed. */
export function LabelsField(props: Props) {
  const { label, labels, onLabels, placeholder = "app=cart, version=v1", error } = props;
  const [text, setText] = useState(textFromLabels(labels));
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={isSameJson(labelsFromText(text), labels) ? text : textFromLabels(labels)}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onLabels(labelsFromText(event.currentTarget.value));
      }}
      error={error}
      size="xs"
    />
  );
}
