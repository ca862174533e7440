import { text, type Loose } from "@/lib/config/checks/loose";

/** What Istio's own validation says of one field. */
export type Problem = { readonly path: string; readonly text: string; readonly isWarning?: true };
export type Problems = Generator<Problem, void, undefined>;

/** What makes Istio refuse the object. */
export function error(path: string, message: string): Problem {
  return { path, text: message };
}

/** What Istio takes, but advises against. */
export function warning(path: string, message: string): Problem {
  return { path, text: message, isWarning: true };
}

/** The problem of the text behind `field`, as `judge` words it. An absent field has none. */
export function* judged(
  holder: Loose,
  field: string,
  path: string,
  judge: (value: string) => string | undefined,
): Problems {
  const value = holder[field];
  const wrong = value === undefined || value === null ? undefined : judge(text(value));
  if (wrong !== undefined) yield error(`${path}.${field}`, wrong);
}
