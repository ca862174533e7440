import { error, warning, type Problems } from "./problem";
import { duration } from "./shared";
import { numberFrom, record, records, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";

const topologyLabels = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
];
/** Envoy's largest table. */
const maxTable = 5_000_011;

function isPrime(value: number): boolean {
  if (value < 4) return value > 0;
  if (value % 2 === 0) return false;
  for (let factor = 3; factor * factor <= value; factor += 2) if (value % factor === 0) return false;
  return true;
}

function* consistentHash(hash: Loose, path: string): Problems {
  const cookie = hash["httpCookie"];
  if (isRecord(cookie)) {
    if (text(cookie["name"]) === "") yield error(`${path}.httpCookie`, "the cookie needs a name");
    const names = records(cookie["attributes"]).map(({ name }) => text(name));
    if (names.includes("")) yield error(`${path}.httpCookie.attributes`, "a cookie's attribute needs a name");
    if (new Set(names).size < names.length)
      yield error(`${path}.httpCookie.attributes`, "a cookie's attribute is named twice");
  }
  const ring = Number(hash["minimumRingSize"] ?? 0);
  if (ring !== 0) yield warning(`${path}.minimumRingSize`, "minimumRingSize is deprecated: use ringHash");
  if (ring !== 0 && (isRecord(hash["maglev"]) || isRecord(hash["ringHash"]))) {
    yield error(path, "only one of minimumRingSize, ringHash and maglev may be set");
  }
  if (!isRecord(hash["maglev"])) return;
  const size = Number(hash["maglev"]["tableSize"] ?? 0);
  if (size === 0) yield error(`${path}.maglev.tableSize`, "tableSize is required");
  if (size >= maxTable) yield error(`${path}.maglev.tableSize`, `tableSize must be less than ${maxTable}`);
  if (!isPrime(size)) yield error(`${path}.maglev.tableSize`, "tableSize must be a prime number");
}

/** Localities that contain each other, such as `region/*` and `region/zone`. */
function overlapping(localities: readonly string[]): string | undefined {
  const contains = (outer: string, inner: string): boolean =>
    outer === inner || outer === "*" || inner.startsWith(`${outer.replace(/\/\*$/, "")}/`);
  return localities.find((one, at) =>
    localities.some((other, index) => index !== at && (contains(other, one) || contains(one, other))),
  );
}

function* distribution(entry: Loose, path: string): Problems {
  const weights = record(entry["to"]);
  const numbers = Object.values(weights).map((weight) => numberFrom(weight) ?? 0);
  const sum = numbers.reduce((total, weight) => total + weight, 0);
  if (numbers.some((weight) => weight <= 0 || weight > 100))
    yield error(path, "a locality's weight must be between 1 and 100");
  else if (sum !== 100) yield error(path, `the weights of localities add up to ${sum}, not 100`);
  const twice = overlapping(Object.keys(weights));
  if (twice !== undefined) yield error(path, `the locality ${twice} overlaps another one`);
}

function* locality(setting: Loose, path: string, hasOutlierDetection: boolean): Problems {
  const distribute = records(setting["distribute"]);
  const failover = records(setting["failover"]);
  const priority = texts(setting["failoverPriority"]);
  if (distribute.length > 0 && failover.length > 0) {
    yield error(path, "only one of distribute and failover may be set");
    return;
  }
  if (failover.length > 0 && priority.some((name) => topologyLabels.includes(name))) {
    yield error(path, "failover must not be set beside a topology label in failoverPriority");
    return;
  }
  for (const [index, entry] of distribute.entries())
    yield* distribution(entry, `${path}.distribute[${index}]`);
  const twice = overlapping(distribute.map(({ from }) => text(from)));
  if (twice !== undefined) yield error(`${path}.distribute`, `the locality ${twice} overlaps another one`);
  if ((failover.length > 0 || priority.length > 0) && !hasOutlierDetection) {
    yield warning(path, "failover needs outlierDetection");
  }
  for (const [index, { from, to }] of failover.entries()) {
    const at = `${path}.failover[${index}]`;
    if (from === to) yield error(at, "failover must lead to another region");
    const names = `${text(from)}${text(to)}`;
    if (names.includes("/")) yield error(at, "failover takes regions only");
    if (names.includes("*")) yield error(at, "failover takes no wildcards");
  }
}

/** How requests are spread over endpoints. */
export function* loadBalancer(policy: Loose, path: string): Problems {
  if (!isRecord(policy["loadBalancer"])) return;
  const settings = policy["loadBalancer"];
  const at = `${path}.loadBalancer`;
  if (isRecord(settings["consistentHash"]))
    yield* consistentHash(settings["consistentHash"], `${at}.consistentHash`);
  if (isRecord(settings["localityLbSetting"])) {
    yield* locality(
      settings["localityLbSetting"],
      `${at}.localityLbSetting`,
      isRecord(policy["outlierDetection"]),
    );
  }
  if (!isRecord(settings["warmup"])) return;
  const { duration: length, minimumPercent, aggression } = settings["warmup"];
  if (length === undefined) yield error(`${at}.warmup`, "warmup needs a duration");
  yield* duration(settings["warmup"], "duration", `${at}.warmup`);
  const share = numberFrom(minimumPercent) ?? 0;
  if (share > 100) yield error(`${at}.warmup.minimumPercent`, "minimumPercent must not be above 100");
  const force = numberFrom(aggression);
  if (force !== undefined && force <= 0) yield error(`${at}.warmup.aggression`, "aggression must be above 0");
}
