import type { DeviceEvent, DeviceStatus, Receipt } from '../contract/index.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { XfsReceiptPrinter, type XfsReceiptPrinterOptions } from './receipt-printer.ts';
import { generationOne } from './testing/peer-services.ts';
import { PresenterPeer, presenterService } from './testing/presenter-peer.ts';

export const receipt: Receipt = { blocks: [{ kind: 'title', text: '回执' }] };

/** A driver and the presenter it drives. */
export async function presenterSet(options: Partial<XfsReceiptPrinterOptions> = {}, holds = 5, generation: 1 | 2 = 2) {
  const service = generation === 1 ? generationOne(presenterService) : presenterService;
  const peer = await host({ Printer: service }, { generation });
  const behind = new PresenterPeer(() => peer, { holds, generation });
  behind.script(peer);
  const printer = await opened(
    new XfsReceiptPrinter({
      address: peer.uri('Printer'),
      method: 'raw',
      widthDots: 384,
      patience: QUICK,
      takenMs: 5000,
      ...options,
    }),
  );
  const events: string[] = [];
  printer.onEvent(({ name, detail }: DeviceEvent) => {
    if (name.startsWith('Printer.')) events.push(`${name.slice('Printer.'.length)} ${detail}`);
  });
  const print = (onPresented?: () => void) =>
    printer.print({ jobId: 'job', receipt, ...(onPresented ? { onPresented } : {}) });
  const until = (wanted: (status: DeviceStatus) => boolean) =>
    new Promise<DeviceStatus>((resolve) => printer.onStatus((status) => wanted(status) && resolve(status)));
  return { peer, behind, printer, print, events, until };
}
