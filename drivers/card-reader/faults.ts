import { type DeviceStatus, failed, unreachable } from '../contract/index.ts';
import type { Failure, FaultReport } from '../driver-shell/index.ts';
import type { ReadingFault } from './card-reading.ts';
import type { ChannelFault, ServiceFault } from './channel.ts';
import type { ExchangeFault } from './exchange.ts';
import { statusHex, statusMeaning } from './status-words.ts';

const offline = (fault: string, action: DeviceStatus['action'], evidence: string): Partial<DeviceStatus> => ({
  device: 'offline',
  media: 'unknown',
  faults: [fault],
  action,
  evidence,
});

/** The card service cannot be used. */
export function serviceFault(fault: ServiceFault): FaultReport {
  const says = {
    serviceAbsent: ['service-absent', 'maintenance', 'the card service does not run'],
    serviceSilent: ['no-answer', 'maintenance', 'the card service does not answer'],
    libraryMissing: ['library-missing', 'configuration', 'the PC/SC library is not installed'],
    serviceDenied: ['service-denied', 'configuration', 'the card service refuses this user'],
  } as const;
  const [word, action, message] = says[fault];
  return { failure: failed('deviceNotReady', fault, message), status: offline(word, action, message) };
}

export const serviceLost: FaultReport = {
  failure: failed('deviceNotReady', 'serviceLost', 'the card service stopped'),
  status: offline('service-absent', 'maintenance', 'the card service stopped'),
};

/** No reader of the wanted name, or more than one without a name to choose by. */
export function readerFault(kind: 'none' | 'several', wanted: string | null, known: readonly string[]): FaultReport {
  const names = known.map((name) => `"${name}"`).join(', ');
  if (kind === 'several') {
    const message = `several readers fit, name one of ${names}`;
    return {
      failure: failed('deviceNotReady', 'severalReaders', message),
      status: offline('several-readers', 'configuration', message),
    };
  }
  const message = `${wanted === null ? 'no reader is' : `no reader "${wanted}" is`} connected${names ? `, there are ${names}` : ''}`;
  return {
    failure: failed('deviceNotReady', 'readerAbsent', message),
    status: { ...offline('reader-absent', 'maintenance', message), device: 'noDevice' },
  };
}

export const cardRemoved = (): Failure =>
  failed('userError', 'cardRemoved', 'the card was pulled while it was read; everything read was discarded');

export const cardMute: FaultReport = {
  failure: failed('userError', 'cardMute', 'the card does not answer: wrong way round, or damaged'),
  status: { media: 'present', faults: ['card-mute'], action: 'clear', evidence: 'the card does not answer' },
};

/** A card that could not be powered or spoken to. */
export function channelFault(fault: ExchangeFault): FaultReport {
  switch (fault) {
    case 'removed':
      return { failure: cardRemoved(), status: null };
    case 'mute':
      return cardMute;
    case 'inUse':
      return { failure: failed('deviceNotReady', 'cardInUse', 'another program holds the card'), status: null };
    case 'stuck':
      return {
        failure: failed(
          'deviceNotReady',
          'cardStuck',
          'the reader has not given back an earlier command: pull the card',
        ),
        status: { faults: ['card-mute'], action: 'clear', evidence: 'an earlier command has not come back' },
      };
    case 'readerLost':
      return readerFault('none', null, []);
    case 'serviceLost':
      return serviceLost;
    case 'failed':
    case 'badAnswer':
      return { failure: failed('userError', 'readFailed', 'the card could not be read'), status: null };
    case 'aborted':
      return { failure: failed('canceled', 'canceled', 'the command was canceled'), status: null };
    default:
      return unreachable(fault);
  }
}

/** A reading that ended without a card. */
export function readingFault(fault: ReadingFault): FaultReport {
  switch (fault.kind) {
    case 'exchange':
      return channelFault(fault.fault);
    case 'changed':
      return { failure: cardRemoved(), status: null };
    case 'data':
      return {
        failure: failed(
          'unsupportedData',
          'cardDataInvalid',
          `the card's ${fault.step} is not as it should be (${fault.fault})`,
        ),
        status: null,
      };
    case 'word': {
      const { meaning } = statusMeaning(fault.sw);
      const where = `${meaning} (${fault.step} -> ${statusHex(fault.sw)})`;
      if (fault.action === 'blocked') return { failure: failed('userError', 'cardBlocked', where), status: null };
      if (fault.action === 'protected')
        return { failure: failed('unsupportedData', 'dataProtected', where), status: null };
      const errorCode = fault.step === 'select' ? 'cardTypeUnknown' : 'cardDataInvalid';
      return { failure: failed('unsupportedData', errorCode, where), status: null };
    }
    default:
      return unreachable(fault);
  }
}

/** The contact may have been bad, or the service is late to notice that the card is gone. */
export const isWorthPoweringAgain = (fault: ChannelFault): boolean =>
  fault === 'failed' || fault === 'mute' || fault === 'removed';

export const isWorthReadingAgain = (fault: ReadingFault): boolean =>
  fault.kind === 'exchange' && (fault.fault === 'failed' || fault.fault === 'badAnswer');
