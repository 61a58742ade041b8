/**
 * Trusted Types lets no address become a worker but by this policy, the only one the page may make (`page-policy.ts`
 * in the shell names it); it passes files of the app's worker folder and nothing else.
 */
interface WorkerAddressPolicy {
  createScriptURL(address: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: WorkerAddressPolicy): WorkerAddressPolicy;
}

const FOLDER = new URL('workers/', globalThis.document?.baseURI ?? 'app://budayang/').href;

const rules: WorkerAddressPolicy = {
  createScriptURL(address) {
    if (!address.startsWith(FOLDER)) throw new TypeError('not a worker of this app');
    return address;
  },
};

const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
const policy = trustedTypes?.createPolicy('app-worker', rules) ?? rules;

/** Starts one of our workers. `address` comes from an import with `?worker&url`. */
export const startWorker = (address: string): Worker =>
  new Worker(policy.createScriptURL(new URL(address, document.baseURI).href), { type: 'module' });
