/** Values by text; over `mostKept`, the one that was not asked for the longest goes. */
export class RecentValues<T> {
  readonly #mostKept: number;
  readonly #values = new Map<string, { readonly value: T }>();

  constructor(mostKept: number) {
    this.#mostKept = mostKept;
  }

  get(key: string, make: (key: string) => T): T {
    const known = this.#values.get(key);
    const held = known ?? { value: make(key) };
    if (known !== undefined) this.#values.delete(key);
    this.#values.set(key, held);
    if (this.#values.size > this.#mostKept) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    return held.value;
  }
}
