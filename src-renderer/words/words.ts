import type { zhCN } from './zh-cn.ts';

type Widen<T> = { readonly [K in keyof T]: T[K] extends string ? string : Widen<T[K]> };

/** The shape every language has to fill. */
export type Words = Widen<typeof zhCN>;
