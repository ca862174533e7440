import type { ResourceState } from "@/lib/proxies/resource";
import { meaningText } from "./normal-form";
import type { ResourceForm } from "./resource-forms";

type StatePair = { readonly state: ResourceState; readonly left: unknown; readonly right: unknown };

/**
 * Forms of one name on both sides, state by state, repeats in their order. What is static on one side and active on the
 * other is the same resource.
 */
export function pairStates(
  left: readonly ResourceForm[],
  right: readonly ResourceForm[],
): readonly StatePair[] {
  const [own, other] = [left[0], right[0]];
  if (left.length === 1 && right.length === 1 && own !== undefined && own.state === other?.state)
    return [{ state: own.state, left: own.value, right: other.value }];
  const rest = [...right];
  const pairs: StatePair[] = left.map(({ state, value }) => {
    const isLive = state === "active" || state === "static";
    const own = meaningText(value);
    const equal = rest.findIndex((form) => form.state === state && meaningText(form.value) === own);
    const exact = equal >= 0 ? equal : rest.findIndex((form) => form.state === state);
    const at =
      exact >= 0 || !isLive
        ? exact
        : rest.findIndex((form) => form.state === "active" || form.state === "static");
    const [partner] = at < 0 ? [] : rest.splice(at, 1);
    return { state, left: value, right: partner?.value };
  });
  return [...pairs, ...rest.map(({ state, value }) => ({ state, left: undefined, right: value }))];
}
