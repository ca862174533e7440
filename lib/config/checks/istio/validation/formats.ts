import { parseDurationMs } from "@/lib/xds/duration";

/** Each says what is wrong with a text; undefined when nothing is. Source: Istio's validation of names and addresses. */
type Judge = (value: string) => string | undefined;

const label = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?";
const labelPattern = new RegExp(`^${label}$`);
const wildcardPattern = new RegExp(`^(?:\\*|(?:\\*|\\*-)?${label})$`);
const qualifiedName = "(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelKeyPattern = new RegExp(`^(?:${label}(?:\\.${label})*/)?${qualifiedName}$`);
const labelValuePattern = new RegExp(`^(?:${qualifiedName})?$`);

/** Whether a text is one label of a DNS name. */
export function isDnsLabel(value: string): boolean {
  return value.length <= 63 && labelPattern.test(value);
}

const domainLabels: Judge = (domain) => {
  const parts = domain.split(".");
  const top = parts.at(-1) ?? "";
  if (/^[+-]?\d+$/.test(top)) return `the domain "${domain}" must not end in a number`;
  const wrong = parts.find((part, at) => !isDnsLabel(part) && !(part === "" && at === parts.length - 1));
  return wrong === undefined ? undefined : `the domain "${domain}" has the invalid label "${wrong}"`;
};

const domainLength: Judge = (domain) => {
  if (domain === "") return "a domain name must not be empty";
  return domain.length > 255 ? `the domain "${domain}" is longer than 255 characters` : undefined;
};

/** A name without wildcards. */
export const domainProblem: Judge = (domain) => domainLength(domain) ?? domainLabels(domain);

/** A name whose first label may be or begin with a wildcard. */
export const wildcardDomainProblem: Judge = (domain) => {
  const short = domainLength(domain);
  if (short !== undefined) return short;
  const [first = "", ...rest] = domain.split(".");
  if (first.length > 63 || !wildcardPattern.test(first)) {
    return `the domain "${domain}" has the invalid label "${first}"`;
  }
  return rest.length === 0 ? undefined : domainLabels(rest.join("."));
};

/** `*` stands for whole labels only. */
export const partialWildcardProblem: Judge = (host) =>
  host.includes("*") && host !== "*" && !host.startsWith("*.")
    ? `the partial wildcard "${host}" is not allowed`
    : undefined;

const isIpV4 = (value: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(value) &&
  value.split(".").every((part) => Number(part) <= 255 && (part === "0" || !part.startsWith("0")));

function isIpV6(value: string): boolean {
  const [plain = ""] = value.split("%");
  if (!plain.includes(":") || !/^[\da-f:.]+$/i.test(plain) || plain.includes(":::")) return false;
  const halves = plain.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const tail = groups.at(-1) ?? "";
  const isMapped = tail.includes(".");
  if (isMapped && !isIpV4(tail)) return false;
  const words = isMapped ? groups.slice(0, -1) : groups;
  const count = words.length + (isMapped ? 2 : 0);
  return (
    words.every((word) => /^[\da-f]{1,4}$/i.test(word)) && (halves.length === 2 ? count < 8 : count === 8)
  );
}

/** Whether a text is an address of IPv4 or IPv6. */
export function isIpAddress(value: string): boolean {
  return isIpV4(value) || isIpV6(value);
}

/** An address, or a block of them. */
export const subnetProblem: Judge = (value) => {
  const [address = "", bits, more] = value.split("/");
  if (bits === undefined) return isIpAddress(value) ? undefined : `"${value}" is no IP address`;
  const isBits = /^\d{1,3}$/.test(bits) && Number(bits) <= (isIpV4(address) ? 32 : 128);
  return more === undefined && isIpAddress(address) && isBits ? undefined : `"${value}" is no CIDR block`;
};

export const addressProblem: Judge = (value) =>
  isIpAddress(value) ? undefined : `"${value}" is no IP address`;

/** What is wrong with a port's number; undefined when nothing is. */
export function portProblem(port: number): string | undefined {
  return Number.isInteger(port) && port >= 1 && port <= 65_535
    ? undefined
    : `the port ${port} is not between 1 and 65535`;
}

/** At least a millisecond, and whole ones. */
export const durationProblem: Judge = (value) => {
  const ms = parseDurationMs(value);
  if (ms === undefined) return `"${value}" is no duration`;
  if (ms < 1) return "a duration must be at least 1ms";
  return Number.isInteger(Math.round(ms * 1e6) / 1e6)
    ? undefined
    : "a duration must be of whole milliseconds";
};

export const portNameProblem: Judge = (name) =>
  isDnsLabel(name) ? undefined : `the port name "${name}" is invalid`;

/** What is wrong with labels of workloads, one text for each pair. */
export function labelProblems(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(labelKeyPattern.test(key) ? [] : [`the label key "${key}" is invalid`]),
    ...(labelValuePattern.test(value) ? [] : [`the label value "${value}" is invalid`]),
  ]);
}

/** A Unix socket behind `unix://`: an absolute path, or an abstract name that begins with "@". */
export const unixAddressProblem: Judge = (value) => {
  const path = value.replace(/^unix:\/\//, "");
  if (path.startsWith("@") || (path.startsWith("/") && !path.endsWith("/"))) return undefined;
  return `"${path}" is no absolute path of a Unix socket`;
};
