export type CookieMatch = { readonly name: string; readonly value: string };

const head = "^(.*;\\s*)?";
const tail = "(;.*)?$";
const between = ";(.*;)?\\s*";

/** The regular expression on the header `cookie` that all of the cookies meet, in whatever order they are sent. */
export function cookieRegex(cookies: readonly CookieMatch[]): string {
  const orders = permutations(cookies).map((order) =>
    order.map(({ name, value }) => `${escape(name)}=${escape(value)}`).join(between),
  );
  return `${head}${orders.length === 1 ? orders[0] : `(${orders.join("|")})`}${tail}`;
}

// What people copy from Istio's tasks: `^(.*?;)?(user=jason)(;.*)?$`.
const handWritten =
  /^\^\((?:\?:)?\.\*\??;\)\?(?:\\s\*)?(\()?([A-Za-z0-9_-]+)=([A-Za-z0-9_-]+)(\))?\((?:\?:)?;\.\*\)\?\$$/;

/** The cookies that a regular expression asks for; undefined when it is another one. */
export function cookiesFromRegex(regex: string): readonly CookieMatch[] | undefined {
  const known = handWritten.exec(regex);
  if (known !== null && (known[1] === undefined) === (known[4] === undefined)) {
    return [{ name: known[2] ?? "", value: known[3] ?? "" }];
  }
  if (!regex.startsWith(head) || !regex.endsWith(tail)) return undefined;
  const inner = regex.slice(head.length, -tail.length);
  const first = inner.startsWith("(") ? (inner.slice(1, -1).match(/^(?:\\.|[^|\\])*/)?.[0] ?? "") : inner;
  const cookies = first.split(between).map((pair) => {
    const at = pair.indexOf("=");
    return { name: unescape(pair.slice(0, at)), value: unescape(pair.slice(at + 1)) };
  });
  return cookieRegex(cookies) === regex ? cookies : undefined;
}

function permutations(cookies: readonly CookieMatch[]): readonly (readonly CookieMatch[])[] {
  if (cookies.length < 2) return [cookies];
  return cookies.flatMap((cookie, index) =>
    permutations(cookies.filter((_, other) => other !== index)).map((rest) => [cookie, ...rest]),
  );
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const unescape = (text: string): string => text.replaceAll(/\\(.)/g, "$1");
