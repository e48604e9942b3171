// What the declarations allow, and what they refuse: compiled, never run.
import type { DeploymentApiKeys } from "deployment-api-keys";
import type {} from "deployment-api-keys/vue";
import type { GlobalComponents } from "vue";

const keys: DeploymentApiKeys = document.createElement("deployment-api-keys");
keys.getToken = async () => "token";
keys.fetch = (request) => fetch(request);
keys.locale = "ja";
keys.addEventListener("key-created", (event) => event.detail.appId.length);
keys.addEventListener("error", (event) => event.detail.reason === "load" && event.detail.message);
keys.addEventListener("click", (event) => event.clientX);
document.addEventListener("key-deleted", (event) => (event as CustomEvent<{ appId: string }>).detail.appId);
document.body.addEventListener("key-updated", (event) => event.detail.appId);

// @ts-expect-error: there is no secret in any event.
keys.addEventListener("key-created", (event) => event.detail.appSecret);
// @ts-expect-error: a token is a text.
keys.getToken = async () => 1;

export type Props = InstanceType<GlobalComponents["deployment-api-keys"]>["$props"];
export const props: Props = { endpoint: "/api", deployment: "x", theme: "dark", onKeyCreated: (event) => event.detail.appId };
// @ts-expect-error: there are three themes.
export const wrong: Props = { theme: "pink" };
