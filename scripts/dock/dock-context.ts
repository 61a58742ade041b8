import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { SimulatedChipReader } from './chip-reader.ts';
import type { SimulatedMachine } from './machine.ts';
import type { PlatformProcess } from './platform-process.ts';
import type { KioskScreen } from './screencast.ts';
import type { SimulatedCamera } from './simulated-camera.ts';

/** What the dock plays with. */
export interface DockContext {
  readonly machine: SimulatedMachine;
  readonly chipReader: SimulatedChipReader | null;
  readonly camera: SimulatedCamera;
  readonly platform: PlatformProcess;
  /** PEM file of the authority behind the platform's certificate. */
  readonly platformAuthorityFile: string;
  /** Where the file printer puts PDFs. */
  readonly documentsDirectory: string;
  /** Null while no kiosk runs. */
  readonly kiosk: () => KioskScreen | null;
}

export type DockApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
