import { type ComponentType, lazy, Suspense, useState } from 'react';

/** Screens in a file of their own, for pages stay light that never show them. */
export interface Side {
  /** Brings the file in beforehand; then its screens are drawn at once, without an empty picture before them. */
  fetch(): void;
  readonly Screens: ComponentType;
}

export function sideOf(load: () => Promise<{ default: ComponentType }>): Side {
  let here: ComponentType | null = null;
  const bring = async () => {
    const loaded = await load();
    here = loaded.default;
    return loaded;
  };
  const Later = lazy(bring);
  return {
    fetch() {
      // Whoever needs it asks again.
      if (here === null) bring().catch(() => undefined);
    },
    Screens() {
      // What was begun stays: a change of the component in between would forget what it holds.
      const [Now] = useState(() => here);
      if (Now !== null) return <Now />;
      return (
        <Suspense fallback={<div data-loading="" />}>
          <Later />
        </Suspense>
      );
    },
  };
}
