/**
 * Values by text, in two generations: when the younger is full, the older is forgotten. At least the `fewestKept` values
 * that were asked for last are there, at most twice as many. No order is kept, so a value that is there costs one look.
 */
export class RecentValues<T> {
  readonly #fewestKept: number;
  #young = new Map<string, { readonly value: T }>();
  #old = new Map<string, { readonly value: T }>();

  constructor(fewestKept: number) {
    this.#fewestKept = fewestKept;
  }

  get(key: string, make: (key: string) => T): T {
    const known = this.#young.get(key);
    if (known !== undefined) return known.value;
    const held = this.#old.get(key) ?? { value: make(key) };
    if (this.#young.size >= this.#fewestKept) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, held);
    return held.value;
  }
}
