// What a host's own script has: see tests/e2e/embed/host.rs.
interface Window {
  giveToken: () => Promise<string>;
}

declare module "*.vue" {
  const component: import("vue").Component;
  export default component;
}
