import { useState } from 'react';
import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import styles from './wire-page.module.css';

type Traffic = NonNullable<PageProps<'device'>['page']['traffic']>;
type Frame = Traffic['frames'][number];

const pairs = (hex: string): string[] => hex.match(/../g) ?? [];
const ascii = (hex: string): string =>
  pairs(hex)
    .map((pair) => Number.parseInt(pair, 16))
    .map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
    .join('');

/** Three printable ones in a row may say something; fewer are chance. */
const readable = (hex: string): boolean => /[^·]{3}/.test(ascii(hex));

/** Seconds since the ring began, to the millisecond. */
const offset = ({ t }: Frame): string => (t / 1000).toFixed(3);

/** What passes over one device's wire while somebody looks: the newest first, personal data blanked by the device host. */
export function WirePage({ page, onBack }: { page: PageProps<'device'>['page']; onBack: () => void }) {
  const { t, say } = useWords();
  const [held, setHeld] = useState<Traffic | null>(null);
  const traffic = held ?? page.traffic;
  const frames = traffic === null ? [] : [...traffic.frames].reverse();
  const counters = traffic?.counters;
  return (
    <ServicePage
      title={t('service.device.wireTitle', { device: say(page.line.title) })}
      lead={
        counters === undefined
          ? t('service.device.wireNone')
          : t('service.device.wireLead', { ...counters, minutes: Math.floor(counters.sinceMs / 60_000) })
      }
      of={`${page.deviceClass}-wire`}
      rows={frames.map((frame) => ({ key: `frame-${frame.n}`, node: <FrameLine frame={frame} /> }))}
      actions={
        <>
          {traffic === null ? null : (
            <Action
              tone="second"
              text={t(held === null ? 'service.device.wireHold' : 'service.device.wireGo')}
              onPress={() => setHeld(held === null ? page.traffic : null)}
            />
          )}
          <Action tone="quiet" icon="back" text={t('service.device.wireBack')} onPress={onBack} />
        </>
      }
    >
      {counters !== undefined && frames.length === 0 ? <p>{t('service.device.wireQuiet')}</p> : null}
    </ServicePage>
  );
}

function FrameLine({ frame }: { frame: Frame }) {
  const { t } = useWords();
  if ('event' in frame)
    return (
      <div className={styles.event}>
        <span className={styles.time}>{offset(frame)}</span>
        <span>{frame.word === null ? frame.event : `${frame.event} (${frame.word})`}</span>
      </div>
    );
  const more = frame.hex.length / 2 < frame.length ? ' …' : '';
  return (
    <div className={frame.to === 'device' ? styles.out : styles.in}>
      <span className={styles.time}>{offset(frame)}</span>
      <span className={styles.way}>{frame.to === 'device' ? '→' : '←'}</span>
      <span className={styles.length}>
        {t('service.device.wireBytes', { count: frame.length })}
        {frame.document > 0 ? ` ${t('service.device.wireDocument', { count: frame.document })}` : ''}
      </span>
      <span className={styles.hex}>{`${pairs(frame.hex).join(' ')}${more}`}</span>
      {readable(frame.hex) ? <span className={styles.ascii}>{`${ascii(frame.hex)}${more}`}</span> : null}
    </div>
  );
}
