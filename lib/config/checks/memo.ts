/**
 * The same answer for the same objects, without building it again. Forgets with the objects. Arguments beyond those
 * that `build` names are ignored, so that it can be handed to `map`.
 */
export function memoByIdentity<Keys extends readonly object[], T>(
  build: (...keys: Keys) => T,
): (...keys: Keys) => T {
  const root: Node<T> = {};
  return (...keys) => {
    let node = root;
    for (const key of keys.slice(0, build.length)) {
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
