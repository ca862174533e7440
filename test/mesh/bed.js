// Starts the real mesh bed, hands its bed.json to the suites, and takes it down. A bed that is already up is used and left.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installPackages, root, run } from "../../server/cli/prepare.js";

const folder = join(root, "../shared/meshbed");
const bedFile = join(process.env.MESHBED_RUN ?? "/tmp/meshbed", "bed.json");
const programs = ["etcd", "prometheus", "ip", "iptables", "setpriv", "jq", "curl", "openssl", "unzip"];
const packages = [
  "etcd-server",
  "prometheus",
  "iproute2",
  "iptables",
  "util-linux",
  "jq",
  "curl",
  "openssl",
  "unzip",
];

async function answers() {
  if (!existsSync(bedFile)) return false;
  const { ISTIOD_DEBUG, PROMETHEUS, JAEGER } = JSON.parse(readFileSync(bedFile, "utf8"));
  const pages = [`${ISTIOD_DEBUG}/version`, `${PROMETHEUS}/-/ready`, `${JAEGER}/api/v3/services`];
  const results = await Promise.all(
    pages.map((url) =>
      fetch(url, { signal: AbortSignal.timeout(3000) }).then(
        (response) => response.ok,
        () => false,
      ),
    ),
  );
  return results.every(Boolean);
}

/** Runs `suites` with the path of bed.json; false when there is no bed to be had. */
export async function withBed(suites) {
  if (!existsSync(join(folder, "up"))) {
    console.error("The mesh bed's scripts are not beside this repository.");
    return false;
  }
  const running = await answers();
  if (!running) {
    run("bash", [join(folder, "down")]);
    const missing = programs.filter(
      (name) => run("sh", ["-c", `command -v ${name}`], { stdio: "ignore" }) !== 0,
    );
    if (missing.length > 0 && !installPackages(packages)) return false;
    if (run("bash", [join(folder, "up")]) !== 0) {
      run("bash", [join(folder, "down")]);
      return false;
    }
  }
  try {
    await suites(bedFile);
  } finally {
    if (!running) run("bash", [join(folder, "down")]);
  }
  return true;
}
