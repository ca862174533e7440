import { config } from "zod/v4/core";

// Zod asks whether it may compile its schemas, and the content security policy counts the question as a violation.
config({ jitless: true });
