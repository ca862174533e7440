import pino from "pino";

/** JSON lines on stdout; `LOG_LEVEL` sets the level. Tokens and cookies are never written. */
export const log = pino({
  level: process.env["LOG_LEVEL"] ?? "info",
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: [
      "headers.authorization",
      "headers.cookie",
      "*.headers.authorization",
      "*.headers.cookie",
      "token",
    ],
    censor: "[redacted]",
  },
});
