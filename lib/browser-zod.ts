import { config } from "zod/v4/core";

// In a browser zod asks whether it may compile its schemas, and the content security policy counts the question as a
// violation. To be imported before zod by modules that reach the browser.
if ("document" in globalThis) config({ jitless: true });
