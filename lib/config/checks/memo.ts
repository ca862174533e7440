/** The same answer for the same objects, without building it again. Forgets with the objects. */
export function memoByIdentity<Keys extends readonly object[], T>(
  build: (...keys: Keys) => T,
): (...keys: Keys) => T {
  const root: Node<T> = {};
  return (...keys) => {
    let node = root;
    for (const key of keys) {
      node.next ??= new WeakMap();
      const known: Node<T> = node.next.get(key) ?? {};
      node.next.set(key, known);
      node = known;
    }
    node.value ??= { of: build(...keys) };
    return node.value.of;
  };
}

type Node<T> = { next?: WeakMap<object, Node<T>>; value?: { readonly of: T } };
