// Vue's own types have to be there: `import type {} from "deployment-api-keys/vue"` in one file of the project.
import type { DefineComponent } from "vue";
import type {
  DeploymentApiKeysAttributes,
  DeploymentApiKeysProperties,
  ErrorEventDetail,
  KeyEventDetail,
} from "./deployment-api-keys.js";

type Props = DeploymentApiKeysAttributes &
  Partial<DeploymentApiKeysProperties> & {
    onKeyCreated?: (event: CustomEvent<KeyEventDetail>) => void;
    onKeyUpdated?: (event: CustomEvent<KeyEventDetail>) => void;
    onKeyDeleted?: (event: CustomEvent<KeyEventDetail>) => void;
    onError?: (event: CustomEvent<ErrorEventDetail>) => void;
  };

declare module "vue" {
  interface GlobalComponents {
    "deployment-api-keys": DefineComponent<Props>;
    DeploymentApiKeys: DefineComponent<Props>;
  }
}
