import { defineConfig } from "vite";

// The server's own port in development; the built pages are served by the server itself.
const server = "http://localhost:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2022", assetsInlineLimit: 0, reportCompressedSize: true, manifest: true },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  server: {
    proxy: {
      "/api": { target: server },
      "/demo": { target: server },
      "/ws": { target: server, ws: true },
    },
  },
  test: { environment: "happy-dom", setupFiles: ["./src/test-setup.ts"], css: false, testTimeout: 60_000 },
} as Parameters<typeof defineConfig>[0]);
