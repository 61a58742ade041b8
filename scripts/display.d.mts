/**
 * A display to draw on: the one that is there, or an Xvfb on a free number that ends with this process.
 *
 * @param {{ width?: number, height?: number, force?: boolean }} [options] size in pixels, 1080 × 1920 by default;
 *   `force` starts an Xvfb even where a display exists
 * @returns {Promise<{ display: string, virtual: boolean, env: Record<string, string>, stop: () => Promise<void> }>}
 *   `env` must be added to the environment of what draws; rejects with a clear sentence when Xvfb cannot start
 */
export declare function ensureDisplay(options?: { width?: number; height?: number; force?: boolean }): Promise<{
  display: string;
  virtual: boolean;
  env: Record<string, string>;
  stop: () => Promise<void>;
}>;
