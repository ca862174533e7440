/** One step into a value: a field name or an index of a list. */
export type PathStep = string | number;

/** The path as findings and the API server write it: `spec.http[0].route`. */
export function printPath(steps: readonly PathStep[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
    "",
  );
}

/** A printed path with `spec.ports[80]` (a map's key in the API server's form) written as `spec.ports.80`. */
export function withDottedKeys(path: string): string {
  return path.replaceAll(/\[([^\]\d][^\]]*)\]/g, ".$1");
}

/** The path without its last step; "" at the top. Keys with dots lose their last part only, which is enough to climb. */
export function parentPath(path: string): string {
  const cut = Math.max(path.lastIndexOf("."), path.lastIndexOf("["));
  return cut < 0 ? "" : path.slice(0, cut);
}
