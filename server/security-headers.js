/**
 * What a page may load and run. Built pages run the scripts of this origin and the inline ones that carry `nonce`.
 * Without one, in development, inline scripts and eval are open, because React's development build needs both.
 */
export function contentSecurityPolicy(nonce) {
  return [
    "default-src 'self'",
    `script-src 'self' ${nonce === undefined ? "'unsafe-inline' 'unsafe-eval'" : `'nonce-${nonce}'`}`,
    // Charts, editors and Mantine write style attributes, which no nonce covers.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src 'self'${nonce === undefined ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Sets the headers that every answer has, and gives the nonce to Next, which reads it from the request's policy, and to
 * our own inline scripts, which read `x-nonce`.
 */
export function setSecurityHeaders(request, response, nonce) {
  const policy = contentSecurityPolicy(nonce);
  delete request.headers["content-security-policy-report-only"];
  delete request.headers["x-nonce"];
  request.headers["content-security-policy"] = policy;
  if (nonce !== undefined) request.headers["x-nonce"] = nonce;
  response.setHeader("content-security-policy", policy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=()");
}
