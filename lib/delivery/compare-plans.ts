import { isRecord } from "@/lib/config/clean-manifest";

/** One value in which two plans differ; a side is undefined where its plan does not have the field. */
export type PlanDifference = {
  /** `steps[0].weightPercent` */
  readonly path: string;
  readonly left?: string | number | boolean;
  readonly right?: string | number | boolean;
};

type Leaf = string | number | boolean;

/** Where two plans differ, value by value in the order of the left plan; none for equal ones. */
export function comparePlans(left: unknown, right: unknown): readonly PlanDifference[] {
  const leftLeaves = leavesOf(left);
  const rightLeaves = leavesOf(right);
  const paths = new Set([...leftLeaves.keys(), ...rightLeaves.keys()]);
  return [...paths].flatMap((path) => {
    const [one, other] = [leftLeaves.get(path), rightLeaves.get(path)];
    if (one === other) return [];
    return [
      { path, ...(one === undefined ? {} : { left: one }), ...(other === undefined ? {} : { right: other }) },
    ];
  });
}

function leavesOf(value: unknown, path = ""): ReadonlyMap<string, Leaf> {
  if (Array.isArray(value)) {
    return new Map(value.flatMap((entry, index) => [...leavesOf(entry, `${path}[${index}]`)]));
  }
  if (isRecord(value)) {
    return new Map(
      Object.entries(value).flatMap(([key, entry]) => [
        ...leavesOf(entry, path === "" ? key : `${path}.${key}`),
      ]),
    );
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? new Map([[path, value]])
    : new Map();
}
