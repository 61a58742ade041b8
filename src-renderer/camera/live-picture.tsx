import { useEffect, useRef } from 'react';
import { useWords } from '../words/use-words.ts';
import { useDeskView } from './desk-context.ts';
import styles from './live-picture.module.css';

type LivePictureProps = {
  /** What can be seen here, for those who cannot. */
  label: string;
};

/** The open camera's picture, with the outline of a page that lies there. Holds no picture itself. */
export function LivePicture({ label }: LivePictureProps) {
  const { camera, quad, steady } = useDeskView();
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  // As in a mirror for a person who looks at themselves; a paper is never turned about.
  const mirrored = camera?.place === 'face';
  const stream = camera?.stream ?? null;
  // The frame has the picture's own shape, so that the outline lies on it.
  const aspectRatio = stream?.getVideoTracks()[0]?.getSettings().aspectRatio;
  useEffect(() => {
    const { current } = video;
    if (current === null) return;
    current.srcObject = stream;
    if (stream !== null) current.play().catch(() => undefined);
    return () => {
      current.srcObject = null;
    };
  }, [stream]);
  return (
    <div
      className={styles.frame}
      style={aspectRatio === undefined ? {} : { aspectRatio }}
      data-camera={stream === null ? 'opening' : 'open'}
      data-page={quad !== null}
    >
      <video ref={video} className={mirrored ? styles.mirrored : styles.video} muted playsInline aria-label={label} />
      {quad === null ? null : (
        <svg className={styles.outline} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <polygon points={quad.map(({ x, y }) => `${x},${y}`).join(' ')} data-steady={steady >= 1} />
        </svg>
      )}
      {stream === null ? <p className={styles.opening}>{t('camera.opening')}</p> : null}
    </div>
  );
}
