import { fail, ok, type Result } from '../contract/index.ts';
import type { XfsInterface } from './axes.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { addressOf, type LastAddress } from './locating.ts';
import { type ServiceOptions, XfsService } from './service.ts';
import { PORT_FAULTS, type UnreachableFault } from './unreachable.ts';

export type XfsDeviceOptions = Pick<
  ConnectionOptions,
  'clock' | 'bearer' | 'certificateAuthority' | 'patience' | 'tap'
> & {
  /** `ws://host:port/xfs4iot/v1.0/Service`; or `xfs://host/<serial number>` (`xfss://`), looked up at every opening: hosts move. */
  readonly address: string;
  /** Where a place by serial number was found last; outlives the driver. */
  readonly lastAddress?: LastAddress;
};

/** Why a service could not be reached, for the status and for whoever asked. */
export interface Unreached {
  readonly fault: UnreachableFault;
  readonly message: string;
}

/** Finds the service a device is configured for and opens it, if it offers the class. `signal` gives up; then the answer says nothing. */
export async function reach(
  { address, ...given }: XfsDeviceOptions & { readonly lastAddress: LastAddress },
  offering: XfsInterface,
  hearing: Pick<ServiceOptions, 'onStatus' | 'onUnsolicited' | 'onClosed'> & { readonly signal: AbortSignal },
): Promise<Result<XfsService, Unreached>> {
  const { signal } = hearing;
  const { lastAddress, ...link } = given;
  const uri = await addressOf(address, offering, { ...link, signal, lastAddress });
  if (!uri.ok) return fail({ fault: 'port-not-found', message: uri.error });
  const opened = await XfsService.open({ ...link, ...hearing, uri: uri.value });
  if (!opened.ok) return fail({ fault: PORT_FAULTS[opened.error.kind], message: opened.error.message });
  if (opened.value.identity.interfaces.includes(offering)) return ok(opened.value);
  await opened.value.close();
  return fail({ fault: 'wrong-service', message: `the service does not offer ${offering}` });
}
