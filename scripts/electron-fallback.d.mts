/** Where this project keeps what it prepares once per user, outside the checkout. */
export declare const cacheRoot: () => string;
