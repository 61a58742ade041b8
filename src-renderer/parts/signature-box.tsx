import { useEffect, useRef, useState } from 'react';
import SignaturePad from 'signature_pad';
import type { Signature } from '../../src-main/contract/commands.ts';
import { normaliseSignature } from '../format/signature.ts';
import { useWords } from '../words/use-words.ts';
import { Action } from './press.tsx';
import styles from './signature-box.module.css';

/** A box to sign in. Gives the strokes in thousandths of its size, or null while there is nothing. */
export function SignatureBox({ onSign }: { onSign: (signature: Signature | null) => void }) {
  const { t } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const [strokes, setStrokes] = useState(0);
  const report = useRef(onSign);
  report.current = onSign;

  const tell = (): void => {
    const area = canvas.current;
    const data = pad.current?.toData() ?? [];
    setStrokes(data.length);
    report.current(
      area === null
        ? null
        : normaliseSignature(
            data.map((group) => group.points),
            area.clientWidth,
            area.clientHeight,
          ),
    );
  };
  const told = useRef(tell);
  told.current = tell;

  useEffect(() => {
    const area = canvas.current;
    if (area === null) return;
    const ink = getComputedStyle(area);
    const drawing = new SignaturePad(area, { penColor: ink.color, minWidth: 2, maxWidth: 5, throttle: 0 });
    pad.current = drawing;
    drawing.addEventListener('endStroke', () => told.current());
    const resize = (): void => {
      const ratio = window.devicePixelRatio;
      const data = drawing.toData();
      area.width = area.clientWidth * ratio;
      area.height = area.clientHeight * ratio;
      area.getContext('2d')?.scale(ratio, ratio);
      drawing.fromData(data);
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(area);
    return () => {
      observer.disconnect();
      drawing.off();
      drawing.clear();
      pad.current = null;
    };
  }, []);

  const keep = (count: number): void => {
    const drawing = pad.current;
    if (drawing === null) return;
    drawing.fromData(drawing.toData().slice(0, count), { clear: true });
    tell();
  };
  return (
    <div className={styles.box}>
      <div className={styles.pad}>
        <canvas ref={canvas} className={styles.canvas} aria-label={t('promise.pad')} role="img" />
        <p className={styles.line} aria-hidden="true">
          {strokes === 0 ? t('promise.line') : ''}
        </p>
      </div>
      <div className={styles.actions}>
        <Action
          tone="quiet"
          icon="undo"
          text={t('promise.undo')}
          isDisabled={strokes === 0}
          onPress={() => keep(strokes - 1)}
        />
        <Action
          tone="quiet"
          icon="erase"
          text={t('promise.again')}
          isDisabled={strokes === 0}
          onPress={() => keep(0)}
        />
      </div>
    </div>
  );
}
