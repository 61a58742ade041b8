import type { Config } from '../../contract/config.ts';

export type Restartable = 'app' | 'deviceHost' | 'machine';

/** What can be restarted here: nothing under plain Node, the machine only with a configured command. */
export const restartableIn = ({ service }: Config, supervised: boolean): readonly Restartable[] =>
  supervised ? ['app', 'deviceHost', ...(service?.restartMachine === undefined ? [] : (['machine'] as const))] : [];
