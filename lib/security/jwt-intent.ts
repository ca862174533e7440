import "@/lib/browser-zod";
import { z } from "zod";
import { objectNameSchema, policyTargetSchema } from "@/lib/security/policy-target";

const text = z.string().trim().min(1, "write a value, or remove the line");
const httpUrl = /^https?:\/\/[^\s/?#]+[^\s]*$/;

function isKeySet(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys);
  } catch {
    return false;
  }
}

export const jwtIssuerSchema = z
  .object({
    /** The `iss` claim, to the letter. */
    issuer: text,
    /** Where istiod fetches the keys; absent with `jwks`, or to let istiod discover them from the issuer. */
    jwksUri: z.string().regex(httpUrl, "use an http or https URL").optional(),
    /** The keys themselves, as JSON. */
    jwks: z.string().refine(isKeySet, "paste a JSON Web Key Set: an object with keys").optional(),
    /** Any of these must be among the token's `aud`; none asks for nothing. */
    audiences: z.array(text).default([]),
    /** Headers that carry the token; without any, and without `fromParams`, `Authorization: Bearer`. */
    fromHeaders: z.array(z.object({ name: text, prefix: z.string().optional() })).default([]),
    fromParams: z.array(text).default([]),
    /** Whether the application gets the token too. */
    forwardOriginalToken: z.boolean().default(false),
  })
  .superRefine(({ jwksUri, jwks }, context) => {
    if (jwksUri !== undefined && jwks !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["jwks"],
        message: "keys come from one place: remove the URL or the keys",
      });
    }
  });
export type JwtIssuer = z.infer<typeof jwtIssuerSchema>;

export const jwtIntentSchema = z
  .object({
    target: policyTargetSchema,
    name: objectNameSchema,
    issuers: z.array(jwtIssuerSchema).min(1, "name at least one issuer").max(50, "at most 50 issuers"),
    /** Refuse requests without a token too: a RequestAuthentication alone refuses only bad ones. */
    requireToken: z.boolean(),
  })
  .superRefine(({ issuers }, context) => {
    issuers.forEach(({ issuer }, index) => {
      if (issuers.findIndex((one) => one.issuer === issuer) !== index) {
        context.addIssue({
          code: "custom",
          path: ["issuers", index, "issuer"],
          message: "this issuer is named twice: join the two",
        });
      }
    });
  });

/** Whose tokens count, and whether one is needed. */
export type JwtIntent = z.infer<typeof jwtIntentSchema>;
