// What the peers' builds have in common: a production build whose names the server knows to be hashes of the content.
import { fileURLToPath } from "node:url";

const hashed = (extension) => `assets/[name]-[hash:16].${extension}`;

export const shared = (page) => ({
  root: fileURLToPath(new URL(page, import.meta.url)),
  logLevel: "warn",
  build: {
    target: "esnext",
    emptyOutDir: true,
    // Sizes are measured after brotli, elsewhere.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 5_000,
    rollupOptions: {
      output: {
        hashCharacters: "hex",
        entryFileNames: hashed("js"),
        chunkFileNames: hashed("js"),
        assetFileNames: hashed("[ext]"),
      },
    },
  },
});
