import { describe, expect, it } from "vitest";
import { memoryFromPage, serverInfoFromPage } from "./server-info";

const page = {
  version: "abc/1.38.3/Modified/RELEASE/BoringSSL",
  state: "DRAINING",
  uptime_current_epoch: "380s",
  uptime_all_epochs: "3800s",
  hot_restart_version: "11.104",
  command_line_options: {
    concurrency: 2,
    restart_epoch: 3,
    log_level: "warning",
    component_log_level: "misc:error",
    drain_time: "45s",
    drain_strategy: "Immediate",
  },
};

describe("serverInfoFromPage", () => {
  it("reads state, epochs, log levels and draining", () => {
    expect(serverInfoFromPage(page)).toEqual({
      version: "1.38.3",
      revision: "abc",
      state: "DRAINING",
      uptimeMs: 380_000,
      allEpochsMs: 3_800_000,
      concurrency: 2,
      restartEpoch: 3,
      isHotRestartOff: false,
      logLevel: "warning",
      componentLogLevel: "misc:error",
      drainMs: 45_000,
      drainStrategy: "Immediate",
    });
  });

  it("leaves unknown what an older Envoy does not print", () => {
    expect(serverInfoFromPage({ version: "abc/1.20.0/Clean/RELEASE" })).toEqual({
      version: "1.20.0",
      revision: "abc",
      state: "LIVE",
      isHotRestartOff: false,
    });
    expect(serverInfoFromPage("no page")).toBeUndefined();
  });
});

describe("memoryFromPage", () => {
  it("reads 64 bit numbers, which are printed as texts, and never makes a zero of a missing one", () => {
    expect(memoryFromPage({ allocated: "9994712", heap_size: "18874368" })).toEqual({
      allocatedBytes: 9_994_712,
      heapBytes: 18_874_368,
    });
    expect(memoryFromPage({ allocated: "much" })).toBeUndefined();
  });
});
