import { phrase } from "@/lib/phrase";
import type { Explain } from "../request";

/** istiod refuses with an empty body, so that only the status tells which of its checks said no. */
export const explainRefusal: Explain = ({ status, text }) => {
  if (status === 401) {
    return {
      message: "HTTP 401: istiod wants to know who asks for its debug pages",
      hint: phrase("istiod_wants_token"),
    };
  }
  if (status === 403 && text.trim() === "") {
    return {
      message: "HTTP 403: istiod does not let this service account's namespace read its debug pages",
      hint: phrase("istiod_namespace_refused"),
    };
  }
  return undefined;
};

/** The hint when the Kubernetes API refuses the port-forward to an istiod pod. */
export const portForwardHint = phrase("grant_istiod_port_forward");
