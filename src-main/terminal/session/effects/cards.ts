import type { DeviceError } from '../../../../drivers/contract/completion.ts';
import { type IdCardProgress, idCardProgressSchema } from '../../../../drivers/contract/id-card.ts';
import { unreachable } from '../../../../drivers/contract/result.ts';
import type { Identification } from '../../../contract/catalogue.ts';
import type { Config } from '../../../contract/config.ts';
import type { RequestProgress } from '../../../contract/device-messages.ts';
import { whenFree } from '../../devices/when-free.ts';
import { pause } from '../../pause.ts';
import type { Effects } from '../effects.ts';
import type { SessionEvent } from '../events.ts';
import type { CardFailure } from '../visit.ts';
import { allWays } from '../ways.ts';
import type { Ports } from './ports.ts';

/** How often a lying card is looked for while the screen asks to take it. */
const PRESENCE_EVERY_MS = 700;
/** How often a chip card that has to be pulled is looked for. */
const PULLED_EVERY_MS = 300;
/** A reader that could not tell so often running is given up. */
const PRESENCE_TRIES = 3;

function failureOf(error: DeviceError): CardFailure | null {
  switch (error.code) {
    case 'canceled':
      return null;
    case 'timeOut':
      return 'timedOut';
    case 'unsupportedData':
      return 'cardNotSupported';
    case 'userError':
    case 'invalidData':
      return error.errorCode === 'cardRefused' ? 'cardNotSupported' : 'layAgain';
    case 'commandErrorCode':
    case 'deviceNotReady':
    case 'hardwareError':
    case 'fraudAttempt':
    case 'invalidCommand':
    case 'unsupportedCommand':
    case 'sequenceError':
    case 'internalError':
      return 'readerUnavailable';
    default:
      return unreachable(error.code);
  }
}

/** Why a chip card was not read, for the person; a dead reader as with any other. */
function chipFailureOf(error: DeviceError): CardFailure | null {
  if (error.code !== 'userError' && error.code !== 'unsupportedData') return failureOf(error);
  switch (error.errorCode) {
    case 'cardRemoved':
      return 'insertAgain';
    case 'cardTypeUnknown':
      return 'notSocialSecurityCard';
    case 'cardBlocked':
    case 'dataProtected':
    case 'cardDataInvalid':
    case 'holderUnknown':
      return 'chipRefused';
    default:
      return 'chipUnreadable';
  }
}

/** Waits for all wanted cards at once; leaving the screen calls every reader off. Each reader ends its own wait. */
export const readCard =
  (ports: Pick<Ports, 'devices'>): Effects['readCard'] =>
  (input, send) => {
    const abort = new AbortController();
    for (const way of input.ways) {
      const read = way === 'idCard' ? readIdCard : readChipCard;
      void read(ports, input, abort.signal, (event) => {
        if (!abort.signal.aborted) send(event);
      });
    }
    return () => abort.abort();
  };

type Wanted = Parameters<Effects['readCard']>[0];
type Send = (event: SessionEvent) => void;

const isOfCard = (progress: RequestProgress): progress is IdCardProgress =>
  idCardProgressSchema.safeParse(progress).success;

async function readIdCard({ devices }: Pick<Ports, 'devices'>, wanted: Wanted, signal: AbortSignal, send: Send) {
  const { timeoutMs, portrait } = wanted;
  const onProgress = (progress: RequestProgress) => {
    if (isOfCard(progress)) send({ type: 'card.progress', progress });
  };
  const options = { signal, onProgress };
  if (!(await pulledFirst({ devices }, 'idCard', wanted, signal, send))) return;
  const ended = (error: DeviceError) => {
    const reason = failureOf(error);
    if (reason !== null) send({ type: 'card.failed', reason });
  };
  // The photo leaves the reader only for a comparison its person agreed to.
  if (portrait) {
    const read = await whenFree(() => devices.request('idCard.readWithPortrait', { timeoutMs }, options), signal);
    if (read.ok) send({ type: 'card.read', ...read.value });
    else ended(read.error);
    return;
  }
  const read = await whenFree(() => devices.request('idCard.read', { timeoutMs }, options), signal);
  if (read.ok) send({ type: 'card.read', card: read.value });
  else ended(read.error);
}

async function readChipCard({ devices }: Pick<Ports, 'devices'>, wanted: Wanted, signal: AbortSignal, send: Send) {
  const way = 'socialSecurityCard';
  const onProgress = (progress: RequestProgress) => {
    if (isOfCard(progress)) send({ type: 'card.progress', progress, way });
  };
  if (!(await pulledFirst({ devices }, way, wanted, signal, send))) return;
  const read = await whenFree(
    () => devices.request('smartCard.read', { timeoutMs: wanted.timeoutMs }, { signal, onProgress }),
    signal,
  );
  if (!read.ok) {
    const reason = chipFailureOf(read.error);
    if (reason !== null) send({ type: 'card.failed', reason, way });
    return;
  }
  send({ type: 'card.read', card: read.value, way });
}

/**
 * Waits until no card is there that may be somebody else's; a reader that cannot tell is believed to have none. False when
 * nobody waits any more.
 */
async function pulledFirst(
  ports: Pick<Ports, 'devices'>,
  way: Identification,
  { pullFirst }: Wanted,
  signal: AbortSignal,
  send: Send,
): Promise<boolean> {
  while (pullFirst.includes(way) && !signal.aborted) {
    const there = await presentAt(ports, way, signal);
    if (signal.aborted) break;
    if (there === 'notPresent') send({ type: 'card.cleared', way });
    if (there !== 'present') break;
    send({ type: 'card.stands', way });
    await pause(PULLED_EVERY_MS, signal);
  }
  return !signal.aborted;
}

async function presentAt({ devices }: Pick<Ports, 'devices'>, way: Identification, signal: AbortSignal) {
  const asked = await whenFree<'present' | 'notPresent'>(
    () => (way === 'idCard' ? devices.request('idCard.present', {}) : devices.request('smartCard.present', {})),
    signal,
  );
  return asked.ok ? asked.value : 'unknown';
}

const fittedWays = ({ devices }: Config): Identification[] =>
  allWays.filter((way) => devices[way === 'idCard' ? 'idCardReader' : 'cardReader'] !== undefined);

/** Looks until no reader has a card. A reader that cannot tell ends the wait: nobody is locked out by a dead reader. */
export const watchCard =
  ({ devices, config }: Pick<Ports, 'devices' | 'config'>): Effects['watchCard'] =>
  ({ only }, send) => {
    const ways = only ?? fittedWays(config);
    const stop = new AbortController();
    const look = async () => {
      let unknowns = 0;
      let told = '';
      while (!stop.signal.aborted) {
        const found = await Promise.all(ways.map((way) => presentAt({ devices }, way, stop.signal)));
        if (stop.signal.aborted) return;
        const cards = ways.filter((_, index) => found[index] === 'present');
        if (cards.length > 0 && told !== cards.join()) send({ type: 'card.lies', cards });
        told = cards.join();
        if (cards.length === 0 && !found.includes('unknown')) return send({ type: 'card.gone' });
        unknowns = found.includes('unknown') ? unknowns + 1 : 0;
        if (cards.length === 0 && unknowns >= PRESENCE_TRIES)
          return send({ type: 'card.unknown', cards: ways.filter((_, index) => found[index] === 'unknown') });
        await pause(PRESENCE_EVERY_MS, stop.signal);
      }
    };
    void look();
    return () => stop.abort();
  };
