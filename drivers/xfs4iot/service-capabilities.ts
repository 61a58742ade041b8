import { firmwareText } from '../contract/index.ts';
import type { XfsConnection } from './connection.ts';
import { common } from './messages.ts';
import type { XfsCapabilities } from './payloads/common.ts';

/** What a service calls itself; the key under which it is recognised wherever its address moves. */
export interface ServiceIdentity {
  readonly interfaces: readonly string[];
  readonly model: string;
  readonly serialNumber: string | null;
  /** Of its first program: name and version, else the revision of the device. */
  readonly firmware: string | null;
}

/** Time limit of a question about the service itself. Milliseconds. */
export const ASK_MS = 5_000;
/** Tried in this order; a generation 1 service refuses the first or leaves it unanswered. */
const FIRST_VERSIONS = ['2.0', '1.0'] as const;

/** Finds out which generation a service speaks, by asking for its capabilities. Null when it does not tell them. */
export async function learn(connection: XfsConnection): Promise<XfsCapabilities | null> {
  for (const version of FIRST_VERSIONS) {
    connection.generation = version === '1.0' ? 1 : 2;
    const answer = await connection.run(common.capabilities, {}, { version, timeoutMs: ASK_MS });
    if (answer.kind === 'success') return answer.value;
    if (!connection.isOpen) return null;
  }
  return null;
}

type DeviceInformation = NonNullable<NonNullable<XfsCapabilities['common']>['deviceInformation']>[number];

function firmwareOf(device: DeviceInformation | undefined): string | null {
  const [program] = device?.firmware ?? [];
  return firmwareText(program?.firmwareName, program?.firmwareVersion) ?? firmwareText(device?.revisionNumber);
}

export function identityOf({ interfaces, common: told }: XfsCapabilities): ServiceIdentity {
  const [device] = told?.deviceInformation ?? [];
  return {
    interfaces: interfaces.map(({ name }) => name).toSorted(),
    model: device?.modelName ?? 'XFS4IoT service',
    serialNumber: device?.serialNumber ?? null,
    firmware: firmwareOf(device),
  };
}
