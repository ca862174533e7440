"use client";
import { stringify } from "yaml";
import { YamlDiff } from "@/components/ui/yaml-diff";
import type { Manifest } from "@/lib/config/manifest";

type Props = { before: Manifest | undefined; after: Manifest | undefined; label: string };

/** Both states of an object as YAML beside each other; loaded when asked for, because of the YAML printer. */
export function ObjectYaml({ before, after, label }: Props) {
  const text = (manifest: Manifest | undefined) => (manifest === undefined ? "" : stringify(manifest));
  return <YamlDiff before={text(before)} after={text(after)} label={label} />;
}
