/** Why a condition does not hold, or what one would have to know. The UI has a text for each code. */
export type Because = { readonly code: string; readonly values: Readonly<Record<string, string>> };

/** What can be said of a condition. `unknown` is never guessed away: it carries what the answer depends on. */
export type Answer =
  | { readonly is: "yes" }
  | { readonly is: "no"; readonly because: Because }
  | { readonly is: "unknown"; readonly because: readonly Because[] };

export const yes: Answer = { is: "yes" };

export function no(code: string, values: Because["values"] = {}): Answer {
  return { is: "no", because: { code, values } };
}

export function unknown(code: string, values: Because["values"] = {}): Answer {
  return { is: "unknown", because: [{ code, values }] };
}

/** Yes when `holds`, otherwise no with its reason. */
export function yesIf(holds: boolean, code: string, values: Because["values"] = {}): Answer {
  return holds ? yes : no(code, values);
}

/** All of them: the first no decides, then whatever is unknown. */
export function allOf(answers: Iterable<Answer>): Answer {
  const open: Because[] = [];
  for (const answer of answers) {
    if (answer.is === "no") return answer;
    if (answer.is === "unknown") open.push(...answer.because);
  }
  return open.length === 0 ? yes : { is: "unknown", because: open };
}

/** The opposite; what is unknown stays unknown. */
export function not(answer: Answer, code: string, values: Because["values"] = {}): Answer {
  if (answer.is === "unknown") return answer;
  return answer.is === "yes" ? no(code, values) : yes;
}

/** One of them is enough; otherwise whatever is unknown. */
export function anyOf(answers: Iterable<Answer>, code: string, values: Because["values"] = {}): Answer {
  const open: Because[] = [];
  for (const answer of answers) {
    if (answer.is === "yes") return answer;
    if (answer.is === "unknown") open.push(...answer.because);
  }
  return open.length === 0 ? no(code, values) : { is: "unknown", because: open };
}
