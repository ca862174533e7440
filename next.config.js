/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  compress: true,
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  basePath: process.env.HEDDLE_BASE_PATH ?? "",
  // Both hold process-wide state or native parts, so they must not be bundled twice.
  serverExternalPackages: [
    "prom-client",
    "@kubernetes/client-node",
    "@libsql/client",
    "@prisma/client",
    "pino",
  ],
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
};

export default config;
