/**
 * True when node_modules holds what package-lock.json says: by our stamp, or by npm's own record where somebody
 * ran `npm ci` himself.
 *
 * @param {string} root
 */
export declare function packagesFresh(root: string): boolean;
/**
 * Installs exactly what the lock file says.
 *
 * @param {string} root
 * @returns {Promise<{ ok: true } | { ok: false, why: string }>}
 */
export declare function installNpmPackages(root: string): Promise<
  | {
      ok: true;
    }
  | {
      ok: false;
      why: string;
    }
>;
/** @param {string} root */
export declare function stampPackages(root: string): Promise<void>;
