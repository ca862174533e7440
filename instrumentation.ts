/** Next runs this once per server process, before it answers the first request. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs" || process.env["NEXT_PHASE"] === "phase-production-build")
    return;
  const { boot } = await import("@/server/boot");
  await boot();
}
