"use client";
import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { edgeLabels } from "./view-state";
import { graphModes } from "@/lib/url/graph";

const parsers = {
  mode: parseAsStringLiteral(graphModes).withDefault("service"),
  idle: parseAsBoolean.withDefault(false),
  boxes: parseAsBoolean.withDefault(true),
  label: parseAsStringLiteral(edgeLabels).withDefault("rate"),
  view: parseAsStringLiteral(["graph", "nodes", "edges"]).withDefault("graph"),
  find: parseAsString.withDefault("").withOptions({ throttleMs: 250 }),
  /** Selected node or edge. */
  sel: parseAsString,
  /** The node whose neighbourhood is shown, and how far it reaches. */
  focus: parseAsString,
  depth: parseAsInteger.withDefault(1),
  /** Namespaces that are opened although the graph is grouped, as `cluster/namespace`. */
  open: parseAsArrayOf(parseAsString).withDefault([]),
  /** Absent: grouped when the graph is too large to read. */
  group: parseAsBoolean,
};

/** Everything that a person chose about the drawing, in the URL. */
export function useGraphView() {
  return useQueryStates(parsers);
}

export type GraphView = ReturnType<typeof useGraphView>[0];
export type SetGraphView = ReturnType<typeof useGraphView>[1];
