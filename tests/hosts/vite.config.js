import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/app/",
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "deployment-api-keys" } } })],
  build: { target: "es2022", rolldownOptions: { input: ["react.html", "vue.html"] } },
});
