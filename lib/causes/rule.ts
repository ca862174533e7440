import type { Candidate, CauseId, Check, Fact, Fix, PageLink } from "./cause";
import type { Evidence } from "./evidence";
import type { Symptom } from "./symptom";
import type { ObjectRef } from "@/lib/mesh/object-ref";

/** What one idea says of a symptom; undefined when the symptom is none of its kind. Pure. */
export type Rule = (symptom: Symptom, evidence: Evidence) => Candidate | undefined;

type Params = Fact["params"];
type More = { readonly ref?: ObjectRef | undefined; readonly link?: PageLink | undefined };

function factOf(
  stance: Fact["stance"],
  id: string,
  weight: number,
  params: Params = {},
  { ref, link }: More = {},
): Fact {
  return {
    id,
    params,
    stance,
    weight,
    ...(ref === undefined ? {} : { ref }),
    ...(link === undefined ? {} : { link }),
  };
}

/** A fact that speaks for a cause, worth `weight` points. */
export function speaksFor(id: string, weight: number, params: Params = {}, more: More = {}): Fact {
  return factOf("for", id, weight, params, more);
}

/** A fact that speaks against it; `weight` points are taken off. */
export function speaksAgainst(id: string, weight: number, params: Params = {}, more: More = {}): Fact {
  return factOf("against", id, -weight, params, more);
}

/** Something that would decide and could not be learnt: it moves nothing. */
export function notKnown(id: string): Fact {
  return factOf("unknown", id, 0);
}

type Draft = {
  readonly prior: number;
  readonly facts: readonly (Fact | undefined)[];
  readonly objects?: readonly (ObjectRef | undefined)[];
  readonly checks?: readonly (Check | undefined)[];
  readonly fixes?: readonly (Fix | undefined)[];
};

const present = <T>(list: readonly (T | undefined)[] | undefined): readonly T[] =>
  (list ?? []).filter((item) => item !== undefined);

/** A candidate without the holes that its rule left; undefined when the symptom gives it no points at all. */
export function candidate(id: CauseId, draft: Draft): Candidate | undefined {
  if (draft.prior <= 0) return undefined;
  return {
    id,
    prior: draft.prior,
    facts: present(draft.facts),
    objects: uniqueRefs(present(draft.objects)),
    checks: present(draft.checks),
    fixes: present(draft.fixes),
  };
}

function uniqueRefs(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  const seen = new Set<string>();
  return refs.filter(({ kind, namespace, name }) => {
    const key = `${kind} ${namespace}/${name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
