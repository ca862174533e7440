/** A service in one cluster, by its Kubernetes name; external hosts have namespace "". */
export type ServiceId = { readonly cluster: string; readonly namespace: string; readonly name: string };
