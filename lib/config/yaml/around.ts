/** What the document around an offset says it is, read by its lines so that half-written YAML is understood too. */
export type AroundObject = { readonly apiVersion: string; readonly kind: string; readonly namespace: string };

/** Identity of the document that `offset` is in; parts that are not written yet are "". */
export function objectAround(text: string, offset: number): AroundObject {
  const marks = [...text.matchAll(/^---.*$/gm)].map(({ index }) => index);
  const from = marks.findLast((mark) => mark <= offset) ?? 0;
  const to = marks.find((mark) => mark > offset) ?? text.length;
  const document = text.slice(from, to);
  const field = (pattern: RegExp) => pattern.exec(document)?.[1]?.replaceAll(/^["']|["']$/g, "") ?? "";
  return {
    apiVersion: field(/^apiVersion:[ \t]+(\S+)/m),
    kind: field(/^kind:[ \t]+(\S+)/m),
    namespace: field(/^metadata:[ \t]*\n(?:[ \t]+.*\n)*?[ \t]+namespace:[ \t]+(\S+)/m),
  };
}
