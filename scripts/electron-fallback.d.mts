/** Where this project keeps what it prepares once per user, outside the checkout. */
export declare const cacheRoot: () => string;
/** Clears away what a set-up left behind that died while building. */
export declare function sweepAbandoned(): Promise<void>;
