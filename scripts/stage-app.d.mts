/**
 * Lays the built app out for the fallback runtime under `<root>/.stage/<signature>/`: `out` as a copy, because
 * modules resolve from real paths and must not reach the checkout's better-sqlite3; `node_modules` as links, but
 * for the modules built for that runtime; every other folder and file at the root as a link. Unchanged input gives
 * the same folder at once. A stage is never changed after it appeared, so a running app keeps its files.
 *
 * @param {string} root
 * @param {string} replacements folder that holds the REPLACED_MODULES
 * @returns {Promise<string>} the staged folder
 */
export declare function stageApp(root: string, replacements: string): Promise<string>;
