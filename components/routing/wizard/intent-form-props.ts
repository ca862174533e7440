import type { RouterOutputs } from "@/components/changes/router-outputs";
import type { IntentApi } from "@/lib/changes/intent-module";
import type { IntentKind, IntentOf } from "@/lib/changes/intent-schemas";

type AnyOptions = RouterOutputs["routing"]["options"]["data"];

/** An intent read back from the mesh, or the reason why what is there is none. */
export type FormInstance<I> = Omit<AnyOptions["instances"][number], "current"> & {
  readonly current:
    | { readonly ok: true; readonly intent: I; readonly object?: AnyOptions["objects"][number]["ref"] }
    | { readonly ok: false; readonly reason: string; readonly object?: AnyOptions["objects"][number]["ref"] };
};

/** What `routing.options` knows of the target of one kind of intent. */
export type FormOptions<I> = Omit<AnyOptions, "instances" | "start"> & {
  readonly instances: readonly FormInstance<I>[];
  readonly start: Readonly<Partial<Record<IntentApi, I>>>;
};

/** Something that the schema or the mesh does not accept; `path` is the intent's: `rules.0.match.path.value`. */
export type FieldIssue = { readonly path: string; readonly message: string };

/**
 * Every form holds the intent alone and gives back a whole next one; an empty number is NaN, so that the schema says
 * what is missing.
 */
export type IntentFormProps<I> = {
  readonly intent: I;
  readonly onIntent: (next: I) => void;
  readonly options: FormOptions<I>;
  readonly issues: readonly FieldIssue[];
};

/** The answer for one kind: the server read it with that kind's module, which the wire's type no longer says. */
export function optionsForKind<K extends IntentKind>(
  _kind: K,
  options: AnyOptions,
): FormOptions<IntentOf<K>> {
  return options as unknown as FormOptions<IntentOf<K>>;
}

/** The first thing wrong at exactly `path`, for the `error` of the field that shows it. */
export function issueAt(issues: readonly FieldIssue[], path: string): string | undefined {
  return issues.find((issue) => issue.path === path)?.message;
}
