// Sends requests from where it runs (a pod's network namespace) and prints what came back as one line of JSON.
import { request } from "node:http";

const { url, count, concurrency, headers, method, patienceMs } = JSON.parse(process.argv[2] ?? "{}");
const statuses = {};
const versions = {};
const latenciesMs = [];

function sendOne() {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const end = (status, version) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (version !== undefined) versions[version] = (versions[version] ?? 0) + 1;
      latenciesMs.push(performance.now() - startMs);
      resolve();
    };
    const sent = request(url, { method, headers, agent: false, timeout: patienceMs }, (response) => {
      let text = "";
      response.on("error", () => end(response.statusCode));
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => end(response.statusCode, /"podname":\s*"(\w+)"/.exec(text)?.[1]));
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => end(0));
    sent.end();
  });
}

let left = count;
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (left > 0) {
      left -= 1;
      await sendOne();
    }
  }),
);
latenciesMs.sort((a, b) => a - b);
const quantile = (part) =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(part * latenciesMs.length))];
console.log(
  JSON.stringify({ statuses, versions, latencyMsP50: quantile(0.5), latencyMsP99: quantile(0.99) }),
);
