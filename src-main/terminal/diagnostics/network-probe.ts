import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls, { rootCertificates } from 'node:tls';
import type { Config } from '../../contract/config.ts';
import { type Channel, openChannel } from '../platform-client/request.ts';
import { CLOCK_LIMIT_MS } from '../platform-trouble.ts';
import { connectTo } from './connect-to.ts';
import { median } from './median.ts';
import { askTime, askWithKey } from './platform-questions.ts';
import { codeOf, failed, passed, type StepKind, type StepList, type StepResult, skipped } from './steps.ts';

const DEADLINE_MS = 5000;
const ROUNDS = 5;
/** Beyond this the platform's answers feel slow to a citizen. */
const SLOW_MS = 2000;

const CERTIFICATE_SOON_DAYS = 14;

export const networkSteps: readonly StepKind[] = [
  { id: 'dns', title: { 'zh-CN': '域名解析', en: 'Name lookup' } },
  { id: 'tcp', title: { 'zh-CN': '建立连接', en: 'Connection' } },
  { id: 'tls', title: { 'zh-CN': '安全证书', en: 'Certificate' } },
  { id: 'platform', title: { 'zh-CN': '平台应答', en: 'Platform answers' } },
  { id: 'clock', title: { 'zh-CN': '时钟', en: 'Clock' } },
  { id: 'key', title: { 'zh-CN': '终端密钥', en: 'Terminal key' } },
  { id: 'ingest', title: { 'zh-CN': '数据上送', en: 'Records acknowledged' } },
];

export interface NetworkProbeOptions {
  readonly platform: Config['platform'];
  readonly now: () => number;
  readonly wallMs: () => number;
  /** Records the platform has not acknowledged, and what stands in the way. */
  readonly sending: () => { readonly pending: number; readonly trouble: string | null };
  readonly signal: AbortSignal;
}

/** From the name to an answer for this terminal's key, each step with evidence. Returns the clock's offset in milliseconds. */
export async function probeNetwork(steps: StepList, options: NetworkProbeOptions): Promise<number | null> {
  const url = new URL(options.platform.url);
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(url.port || (secure ? 443 : 80)) };
  const stop = (result: StepResult) => {
    if (result.outcome !== 'failed') return options.signal.aborted;
    steps.skipRest('an earlier step failed');
    return true;
  };
  if (stop(await steps.run('dns', () => resolve(host)))) return null;
  if (stop(await steps.run('tcp', () => connectTo(target, { ...options, withinMs: DEADLINE_MS })))) return null;
  const authority = authorityOf(options.platform);
  const certificate = await steps.run('tls', () =>
    secure ? checkCertificate(target, authority, options) : skipped('plain HTTP to this machine itself'),
  );
  if (stop(certificate)) return null;
  const channel = openChannel({
    url: options.platform.url,
    terminalKey: options.platform.terminalKey,
    certificateAuthority: authority,
  });
  try {
    const rounds: Round[] = [];
    if (stop(await steps.run('platform', () => roundTrips(channel, rounds, options)))) return null;
    const offset = median(rounds.map((round) => round.offsetMs)) ?? 0;
    await steps.run('clock', () => judgeClock(offset));
    if (stop(await steps.run('key', () => askWithKey(channel, { timeoutMs: DEADLINE_MS, signal: options.signal }))))
      return offset;
    await steps.run('ingest', () => judgeSending(options));
    return offset;
  } finally {
    channel.close();
  }
}

async function resolve(host: string): Promise<StepResult> {
  if (net.isIP(host) !== 0) return skipped(`${host} is an address`);
  try {
    const found = await lookup(host, { all: true });
    return passed(found.map(({ address }) => address).join(', '));
  } catch (thrown) {
    return failed(`${host}: ${codeOf(thrown)}`);
  }
}

/** PEM of the authority to trust besides the system's; undefined also where its file is gone. */
export function authorityOf({ certificateAuthorityFile }: Config['platform']): string | undefined {
  if (certificateAuthorityFile === undefined) return undefined;
  try {
    return readFileSync(certificateAuthorityFile, 'utf8');
  } catch (thrown) {
    codeOf(thrown);
    return undefined;
  }
}

function checkCertificate(
  target: { host: string; port: number },
  authority: string | undefined,
  { wallMs }: NetworkProbeOptions,
): Promise<StepResult> {
  return new Promise((done) => {
    const socket = tls.connect({
      ...target,
      ...(net.isIP(target.host) === 0 ? { servername: target.host } : {}),
      minVersion: 'TLSv1.2',
      ...(authority === undefined ? {} : { ca: [...rootCertificates, authority] }),
    });
    const end = (result: StepResult) => {
      clearTimeout(deadline);
      socket.destroy();
      done(result);
    };
    const deadline = setTimeout(() => end(failed(`no handshake within ${DEADLINE_MS} ms`)), DEADLINE_MS);
    socket.on('error', (error) => end(failed(codeOf(error))));
    socket.once('secureConnect', () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to);
      const days = Math.floor((until - wallMs()) / 86_400_000);
      const words = `${socket.getProtocol() ?? 'TLS'}, valid until ${new Date(until).toISOString().slice(0, 10)} (${days} days)`;
      end(days < 0 ? failed(words) : passed(days < CERTIFICATE_SOON_DAYS ? `${words}: renew soon` : words));
    });
  });
}

interface Round {
  readonly tookMs: number;
  readonly offsetMs: number;
}

async function roundTrips(
  channel: Channel,
  rounds: Round[],
  { now, wallMs, signal }: NetworkProbeOptions,
): Promise<StepResult> {
  for (let round = 0; round < ROUNDS; round++) {
    const begun = now();
    const sentAt = wallMs();
    const theirs = await askTime(channel, { timeoutMs: DEADLINE_MS, signal });
    if (!theirs.ok) return failed(theirs.error);
    const tookMs = now() - begun;
    rounds.push({ tookMs, offsetMs: Math.round(sentAt + tookMs / 2 - theirs.value) });
  }
  const took = Math.round(median(rounds.map(({ tookMs }) => tookMs)) ?? 0);
  const words = `median of ${ROUNDS}: ${took} ms`;
  return took > SLOW_MS ? failed(`${words}, slower than ${SLOW_MS} ms`) : passed(words);
}

function judgeClock(offset: number): StepResult {
  const words = `${offset > 0 ? '+' : ''}${offset} ms against the platform`;
  return Math.abs(offset) > CLOCK_LIMIT_MS ? failed(words) : passed(words);
}

function judgeSending({ sending }: NetworkProbeOptions): StepResult {
  const { pending, trouble } = sending();
  if (pending === 0) return passed('everything is acknowledged');
  return trouble === null ? passed(`${pending} on their way`) : failed(`${pending} waiting, last answer: ${trouble}`);
}
