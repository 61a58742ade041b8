import type { zhCN } from './zh-cn.ts';

type Widen<T> = { readonly [K in keyof T]: T[K] extends string ? string : Widen<T[K]> };

/** The shape every language has to fill. */
export type Words = Widen<typeof zhCN>;

type WithOnes<T> = { readonly [K in keyof T]: T[K] extends string ? string : WithOnes<T[K]> } & {
  readonly [K in keyof T & string as T[K] extends string ? `${K}_one` : never]?: string;
};

/** English says one thing otherwise than several: `days_one` beside `days`. Chinese does not, so nothing asks for it there. */
export type EnglishWords = WithOnes<typeof zhCN>;
