import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import Components from "unplugin-vue-components/vite";
import { defineConfig } from "vite";
import { shared } from "../vite.shared.js";

// Components and their styles one by one, as Element Plus' guide recommends.
export default defineConfig({
  ...shared("element-plus"),
  plugins: [vue(), Components({ dts: false, resolvers: [ElementPlusResolver()] })],
});
