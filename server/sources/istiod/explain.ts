import type { Explain } from "../request";

/** istiod refuses with an empty body, so that only the status tells which of its checks said no. */
export const explainRefusal: Explain = ({ status, text }) => {
  if (status === 401) {
    return {
      message: "HTTP 401: istiod wants to know who asks for its debug pages",
      hint: "Set istiod.access to portForward (a port-forward arrives over loopback and needs no token), or send a token with audience istio-ca of a service account in the root namespace by istiod.bearerTokenFile. ENABLE_DEBUG_ENDPOINT_AUTH=false on istiod opens them to all.",
    };
  }
  if (status === 403 && text.trim() === "") {
    return {
      message: "HTTP 403: istiod does not let this service account's namespace read its debug pages",
      hint: "Run the console's service account in the root namespace, add its namespace to DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES on istiod, or set istiod.access to portForward.",
    };
  }
  return undefined;
};

/** The hint when the Kubernetes API refuses the port-forward to an istiod pod. */
export const portForwardHint =
  "Grant the verbs get and create on pods/portforward in the control plane's namespace, or set istiod.access to direct.";
