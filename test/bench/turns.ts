/**
 * Watches the event loop until `stop`, which gives the longest time that a turn took: of wall clock and the process's
 * own processor time the lesser, because on a busy machine the clock also counts the turns of other programs.
 */
export function watchTurns(): { readonly stop: () => number } {
  let lastMs = performance.now();
  let lastCpu = process.cpuUsage();
  let longestMs = 0;
  let isRunning = true;
  const tick = () => {
    const nowMs = performance.now();
    const { user, system } = process.cpuUsage(lastCpu);
    longestMs = Math.max(longestMs, Math.min(nowMs - lastMs, (user + system) / 1000));
    lastMs = nowMs;
    lastCpu = process.cpuUsage();
    if (isRunning) setImmediate(tick);
  };
  setImmediate(tick);
  return {
    stop() {
      isRunning = false;
      return longestMs;
    },
  };
}
