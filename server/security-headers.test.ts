import { expect, it } from "vitest";

type Headers = Record<string, string | undefined>;
type Module = {
  contentSecurityPolicy: (nonce?: string) => string;
  setSecurityHeaders: (
    request: { headers: Headers },
    response: { setHeader: (name: string, value: string) => void },
    nonce?: string,
  ) => void;
};

/** server/main.js runs without a build step, so its parts are plain JavaScript without types. */
const file: string = "./security-headers.js";
const { contentSecurityPolicy, setSecurityHeaders }: Module = await import(file);

const directive = (policy: string, name: string) =>
  policy
    .split("; ")
    .find((part) => part.startsWith(`${name} `))
    ?.split(" ")
    .slice(1);

it("lets a built page run this origin's scripts and those with its nonce, and nothing else", () => {
  expect(directive(contentSecurityPolicy("abc="), "script-src")).toEqual(["'self'", "'nonce-abc='"]);
  expect(contentSecurityPolicy("abc=")).not.toContain("unsafe-eval");
  expect(directive(contentSecurityPolicy("abc="), "frame-ancestors")).toEqual(["'none'"]);
});

it("tells request and response the same policy, whatever nonce the client sent", () => {
  const request: { headers: Headers } = {
    headers: {
      "x-nonce": "theirs",
      "content-security-policy": "script-src 'nonce-theirs'",
      "content-security-policy-report-only": "script-src 'nonce-theirs'",
    },
  };
  const sent: Headers = {};
  const response = { setHeader: (name: string, value: string) => void (sent[name] = value) };
  setSecurityHeaders(request, response, "ours");
  expect(request.headers["x-nonce"]).toBe("ours");
  expect(request.headers["content-security-policy"]).toBe(sent["content-security-policy"]);
  expect(JSON.stringify(request.headers)).not.toContain("theirs");
});

it("leaves development without a nonce, which would switch inline scripts off", () => {
  const request: { headers: Headers } = { headers: { "x-nonce": "theirs" } };
  setSecurityHeaders(request, { setHeader: () => undefined });
  expect(request.headers["x-nonce"]).toBeUndefined();
  expect(request.headers["content-security-policy"]).not.toContain("nonce-");
});
