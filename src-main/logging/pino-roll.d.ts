declare module 'pino-roll' {
  import type pino from 'pino';

  /** The part of pino-roll 4 in use here: a SonicBoom that goes on to a new file by size. */
  export default function roll(options: {
    file: string;
    extension: string;
    size: string;
    limit: { count: number; removeOtherLogFiles: boolean };
    maxLength: number;
    minLength: number;
    mode: number;
  }): Promise<ReturnType<typeof pino.destination>>;
}
