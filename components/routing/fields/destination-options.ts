import type { FormOptions } from "../wizard/intent-form-props";
import { destinationName } from "../version-table";
import type { IntentApi } from "@/lib/changes/intent-module";

/** What the intents call a destination, made of a version. */
export type DestinationDraft = {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly backend?: "subset" | "service" | undefined;
};

export type DestinationOption = {
  readonly value: string;
  readonly label: string;
  readonly readyPods: number | undefined;
  readonly destination: DestinationDraft;
};

/** One text for equal destinations: a subset and a Service may have the same name. */
export function destinationValue({ name, backend }: Pick<DestinationDraft, "name" | "backend">): string {
  return `${backend === "service" ? "service" : "subset"}/${name}`;
}

/**
 * The versions that an API can send to, then the other Services of the namespace, then those of `current` that are
 * none of these, so that nothing is lost.
 */
export function destinationOptions(
  options: Pick<FormOptions<unknown>, "versions" | "siblings">,
  api: IntentApi,
  current: readonly DestinationDraft[],
): readonly DestinationOption[] {
  const known = options.versions.flatMap((version): DestinationOption[] => {
    const name = destinationName(version, api);
    if (name === undefined) return [];
    const destination = { name, labels: { ...version.labels } };
    return [{ value: destinationValue(destination), label: name, readyPods: version.readyPods, destination }];
  });
  const services = options.siblings
    .filter((name) => api === "istio" || !known.some(({ destination }) => destination.name === name))
    .map((name): DestinationOption => {
      const destination: DestinationDraft =
        api === "istio" ? { name, labels: {}, backend: "service" } : { name, labels: {} };
      return {
        value: destinationValue(destination),
        label: `Service ${name}`,
        readyPods: undefined,
        destination,
      };
    });
  const offered = [...known, ...services];
  const others = current
    .filter((one) => one.name !== "" && !offered.some(({ value }) => value === destinationValue(one)))
    .map((one) => ({
      value: destinationValue(one),
      label: one.name,
      readyPods: undefined,
      destination: one,
    }));
  return [...offered, ...others];
}
