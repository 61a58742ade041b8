import type { Auxiliaries, IdCard, IdCardReader } from '../../contract/index.ts';
import { XfsAuxiliaries } from '../auxiliaries.ts';
import { XfsIdCardReader } from '../id-card-reader.ts';
import { encodeIdCard } from '../native-formats.ts';
import { FASTER, type PeerSubject, plugged, subject } from './conformance-bench.ts';
import type { Peer, PeerCall } from './peer.ts';
import { auxiliariesService, cardReaderService } from './peer-services.ts';

/** A slot: a card is laid and lifted, and whoever waits for one gets its chip's data. */
function slot(data: () => Record<string, unknown>) {
  let card: 'none' | 'whole' | 'mute' = 'none';
  const waiting = new Set<PeerCall>();
  const give = (call: PeerCall) => {
    waiting.delete(call);
    call.event('CardReader.MediaInsertedEvent');
    call.complete('success', { chip: [card === 'mute' ? { status: 'dataMissing' } : data()] });
  };
  return {
    script: (peer: Peer) => {
      peer.on('Common.Status', (call) => {
        const media = card === 'none' ? 'notPresent' : 'present';
        call.complete('success', {
          ...cardReaderService.status,
          cardReader: { media, chipPower: card === 'none' ? 'noCard' : 'online', chipModule: 'ok' },
        });
      });
      peer.on('CardReader.ReadRawData', (call) => {
        waiting.add(call);
        const end = (code: string) => {
          clearTimeout(timer);
          if (waiting.delete(call) && call.socket.readyState === call.socket.OPEN) call.complete(code);
        };
        const timer = setTimeout(() => end('timeOut'), call.timeout / FASTER);
        call.canceled.addEventListener('abort', () => end('canceled'));
        if (card !== 'none') give(call);
      });
    },
    acts: {
      'lay-card': () => {
        card = 'whole';
        for (const call of [...waiting]) give(call);
      },
      'lay-mute-card': () => {
        card = 'mute';
        for (const call of [...waiting]) give(call);
      },
      'lift-card': () => {
        card = 'none';
      },
    },
    reset: () => {
      card = 'none';
      waiting.clear();
    },
  };
}

/** A reader of identity cards behind a facade of ours. */
export async function idCardSubject(card: IdCard, cycles: number): Promise<PeerSubject<IdCardReader>> {
  const { script, acts, reset } = slot(() => ({ data: Buffer.from(encodeIdCard(card)).toString('base64') }));
  const plug = await plugged(cardReaderService, script);
  return subject('idCardReader', plug, cycles, { acts, reset, create: (link) => new XfsIdCardReader(link) });
}

/** Doors, sensors and lights. */
export async function auxiliariesSubject(cycles: number): Promise<PeerSubject<Auxiliaries>> {
  const rest = { cabinetDoor: 'closed', tamperSensor: 'off', proximitySensor: 'notPresent' };
  let inputs: Record<string, string> = rest;
  const lit = new Map<string, string>();
  const plug = await plugged(auxiliariesService, (peer) => {
    peer.on('Common.Status', (call) => call.complete('success', { ...auxiliariesService.status, auxiliaries: inputs }));
    peer.on('Lights.SetLight', (call) => {
      for (const [name, states] of Object.entries(call.payload)) {
        lit.set(name, JSON.stringify(states).includes('"off"') ? 'off' : 'on');
      }
      call.complete();
    });
  });
  const told = (name: string, word: string) => () => {
    inputs = { ...inputs, [name]: word };
    plug.peer?.unsolicited('Device', 'Common.StatusChangedEvent', '3.0', { auxiliaries: { [name]: word } });
  };
  return subject('auxiliaries', plug, cycles, {
    acts: {
      'open-door': told('cabinetDoor', 'open'),
      'close-door': told('cabinetDoor', 'closed'),
      'step-up': told('proximitySensor', 'present'),
      'step-away': told('proximitySensor', 'notPresent'),
    },
    reset: () => {
      inputs = rest;
    },
    lights: () => [...lit.values()].filter((state) => state === 'on').length,
    // The class has no keys.
    lacks: ['press-enter'],
    create: (link) => new XfsAuxiliaries({ ...link, lights: ['statusGood', 'receiptPrinter'] }),
  });
}
