import type { CameraFailure, CameraPlace } from '../../src-main/contract/camera.ts';

/** What the system is asked for. It gives the nearest it has; a document camera's own best is usually more. */
const WANTED: Readonly<Record<CameraPlace, MediaTrackConstraints>> = {
  document: { width: { ideal: 1920 }, height: { ideal: 1080 } },
  face: { width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** One camera that is open now. Its light is on until `close`. */
export interface OpenCamera {
  readonly place: CameraPlace;
  /** The camera's name as the system tells it. */
  readonly label: string;
  /** For a `<video>` that shows the live picture. */
  readonly stream: MediaStream;
  /** Frames that came since it was opened. */
  readonly frames: number;
  /**
   * The newest frame, scaled down so that its longer side has at most `longest` pixels. Null until one came, and after
   * `close`. The caller overwrites it (`data.fill(0)`) when done.
   */
  frame(longest?: number): ImageData | null;
  /** Told once, when the camera ends by itself: unplugged, or taken by the system. Not by `close`. */
  onEnded(listener: () => void): () => void;
  /** Stops the track, overwrites the canvas and lets go of the stream. Safe to call again. */
  close(): void;
}

export type CameraOpening =
  | { readonly ok: true; readonly value: OpenCamera }
  | { readonly ok: false; readonly error: CameraFailure };

/**
 * Opens the camera of that place: video only, never sound.
 *
 * @param which `label` is a part of the camera's name, as the wish in the snapshot gives it; null takes the first one
 * @param signal gives up: what opens after that is closed at once and `ended` is returned
 * @returns `absent` no such camera; `denied` the shell did not allow it (no step of the terminal wants it);
 *   `busy` it is there and does not start: another program has it, or it is broken; `ended` called off
 */
export async function openCamera(
  which: { readonly place: CameraPlace; readonly label: string | null },
  signal?: AbortSignal,
): Promise<CameraOpening> {
  const { mediaDevices } = navigator;
  try {
    const deviceId = which.label === null ? null : await deviceOf(mediaDevices, which.label);
    if (deviceId === undefined) return { ok: false, error: 'absent' };
    const stream = await mediaDevices.getUserMedia({
      audio: false,
      video: { ...WANTED[which.place], ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }) },
    });
    if (signal?.aborted === true) {
      stop(stream);
      return { ok: false, error: 'ended' };
    }
    return { ok: true, value: opened(which.place, stream) };
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

/** Names of all cameras the system has now; empty names where the shell does not tell them. */
export async function cameraLabels(): Promise<string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'videoinput').map(({ label }) => label);
}

async function deviceOf(mediaDevices: MediaDevices, label: string): Promise<string | undefined> {
  const devices = await mediaDevices.enumerateDevices();
  return devices.find((device) => device.kind === 'videoinput' && device.label.includes(label))?.deviceId;
}

/** DOMException names of `getUserMedia` (W3C Media Capture and Streams, 10.6). */
function failureOf(error: unknown): CameraFailure {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return 'busy';
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function opened(place: CameraPlace, stream: MediaStream): OpenCamera {
  const [track] = stream.getVideoTracks();
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const listeners = new Set<() => void>();
  let frames = 0;
  let closed = false;
  const count = (): void => {
    frames += 1;
    if (!closed) video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  const ended = (): void => {
    for (const listener of [...listeners]) listener();
    listeners.clear();
  };
  track?.addEventListener('ended', ended, { once: true });
  // Not awaited: a camera that sends nothing never starts to play, and that is for the caller to see.
  video.play().catch(() => undefined);
  return {
    place,
    label: track?.label ?? '',
    stream,
    get frames() {
      return frames;
    },
    frame(longest = Number.POSITIVE_INFINITY) {
      const { videoWidth, videoHeight } = video;
      if (closed || frames === 0 || context === null || videoWidth === 0) return null;
      const scale = Math.min(1, longest / Math.max(videoWidth, videoHeight));
      const width = Math.round(videoWidth * scale);
      const height = Math.round(videoHeight * scale);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      context.drawImage(video, 0, 0, width, height);
      return context.getImageData(0, 0, width, height);
    },
    onEnded(listener) {
      if (track?.readyState === 'ended') queueMicrotask(listener);
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      if (closed) return;
      closed = true;
      listeners.clear();
      track?.removeEventListener('ended', ended);
      stop(stream);
      video.srcObject = null;
      context?.clearRect(0, 0, canvas.width, canvas.height);
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}
