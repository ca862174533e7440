import { z } from "zod";

const labelsSchema = z.record(z.string(), z.string());

export const gatewaySchema = z.looseObject({
  selector: labelsSchema.optional(),
  servers: z
    .array(
      z.looseObject({
        port: z.looseObject({ number: z.number(), name: z.string().optional(), protocol: z.string() }),
        hosts: z.array(z.string()).default([]),
        name: z.string().optional(),
        tls: z
          .looseObject({
            mode: z.string().optional(),
            httpsRedirect: z.boolean().optional(),
            credentialName: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default([]),
});

export const serviceEntrySchema = z.looseObject({
  hosts: z.array(z.string()).default([]),
  addresses: z.array(z.string()).optional(),
  ports: z
    .array(
      z.looseObject({
        number: z.number(),
        name: z.string().optional(),
        protocol: z.string().optional(),
        targetPort: z.number().optional(),
      }),
    )
    .optional(),
  location: z.string().optional(),
  resolution: z.string().optional(),
  endpoints: z
    .array(
      z.looseObject({
        address: z.string().optional(),
        ports: z.record(z.string(), z.number()).optional(),
        labels: labelsSchema.optional(),
        weight: z.number().optional(),
      }),
    )
    .optional(),
  workloadSelector: z.looseObject({ labels: labelsSchema.optional() }).optional(),
  exportTo: z.array(z.string()).optional(),
});

export const sidecarSchema = z.looseObject({
  workloadSelector: z.looseObject({ labels: labelsSchema.optional() }).optional(),
  outboundTrafficPolicy: z.looseObject({ mode: z.string().optional() }).optional(),
  egress: z
    .array(
      z.looseObject({
        hosts: z.array(z.string()).default([]),
        port: z.looseObject({ number: z.number().optional() }).optional(),
      }),
    )
    .optional(),
});
export type SidecarSpec = z.infer<typeof sidecarSchema>;

export const serviceSchema = z.looseObject({
  type: z.string().optional(),
  clusterIP: z.string().optional(),
  externalName: z.string().optional(),
  selector: labelsSchema.nullish(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        port: z.number(),
        targetPort: z.union([z.number(), z.string()]).optional(),
        protocol: z.string().optional(),
        appProtocol: z.string().nullish(),
      }),
    )
    .nullish(),
});

export const endpointSliceSchema = z.looseObject({
  endpoints: z
    .array(
      z.looseObject({
        addresses: z.array(z.string()).default([]),
        conditions: z.looseObject({ ready: z.boolean().nullish() }).nullish(),
        targetRef: z
          .looseObject({
            kind: z.string().optional(),
            name: z.string().optional(),
            namespace: z.string().optional(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  ports: z.array(z.looseObject({ name: z.string().nullish(), port: z.number().nullish() })).nullish(),
});

export const podSchema = z.looseObject({
  spec: z
    .looseObject({
      serviceAccountName: z.string().optional(),
      nodeName: z.string().optional(),
      containers: z
        .array(
          z.looseObject({
            name: z.string(),
            ports: z
              .array(z.looseObject({ name: z.string().optional(), containerPort: z.number() }))
              .nullish(),
          }),
        )
        .default([]),
      initContainers: z
        .array(z.looseObject({ name: z.string(), restartPolicy: z.string().optional() }))
        .nullish(),
    })
    .optional(),
  status: z
    .looseObject({
      podIP: z.string().optional(),
      phase: z.string().optional(),
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).nullish(),
    })
    .optional(),
});
