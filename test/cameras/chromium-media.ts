/** The parts of a page's DOM that `open-camera.ts` touches, with a count of all that is held. */
export interface MediaHeld {
  /** Tracks that nobody stopped: a camera's light is on. */
  readonly tracks: number;
  readonly trackListeners: number;
  /** `<video>` elements that still hold a stream. */
  readonly videos: number;
  /** Frame callbacks that are asked for and not called. */
  readonly frameCallbacks: number;
}

/** What the picture of a camera is like. */
export type Picture = 'good' | 'black' | 'frozen' | 'silent';

const FRAME_MS = 33;
const SIZE = { width: 64, height: 48 } as const;

class Track extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  readonly label: string;
  readonly #counts: { listeners: number };
  readonly #once = new Set<unknown>();

  constructor(label: string, counts: { listeners: number }) {
    super();
    this.label = label;
    this.#counts = counts;
  }

  override addEventListener(type: string, listener: EventListener, options?: AddEventListenerOptions): void {
    this.#counts.listeners += 1;
    this.#once.add(listener);
    super.addEventListener(type, listener, options);
  }

  override removeEventListener(type: string, listener: EventListener): void {
    if (this.#once.delete(listener)) this.#counts.listeners -= 1;
    super.removeEventListener(type, listener);
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** Unplugged: the browser ends it and says so. */
  end(): void {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.#counts.listeners -= this.#once.size;
    this.#once.clear();
    this.dispatchEvent(new Event('ended'));
  }
}

/** Chromium's cameras as a page meets them (Media Capture and Streams), with sockets that a test pulls. */
export class ChromiumMedia {
  #plugged: string[] = [];
  picture: Picture = 'good';
  /** `enumerateDevices` and `getUserMedia` answer nothing any more. */
  hung = false;
  /** `devicechange`, which Chromium tells with every plug. */
  onDeviceChange: () => void = () => undefined;
  readonly #tracks = new Set<Track>();
  readonly #videos = new Set<{ srcObject: unknown }>();
  readonly #counts = { listeners: 0, callbacks: 0 };
  #frame = 0;

  constructor(...labels: string[]) {
    this.#plugged = labels;
  }

  held(): MediaHeld {
    return {
      tracks: [...this.#tracks].filter(({ readyState }) => readyState === 'live').length,
      trackListeners: this.#counts.listeners,
      videos: [...this.#videos].filter(({ srcObject }) => srcObject !== null).length,
      frameCallbacks: this.#counts.callbacks,
    };
  }

  plug(label: string): void {
    if (this.#plugged.includes(label)) return;
    this.#plugged.push(label);
    this.onDeviceChange();
  }

  unplug(label: string): void {
    this.#plugged = this.#plugged.filter((one) => one !== label);
    this.onDeviceChange();
    for (const track of [...this.#tracks]) if (track.label === label) track.end();
  }

  /** What the page's globals are while `open-camera.ts` runs. */
  readonly navigator = {
    mediaDevices: {
      enumerateDevices: () =>
        this.hung
          ? new Promise<never>(() => undefined)
          : Promise.resolve(this.#plugged.map((label) => ({ kind: 'videoinput', label, deviceId: label }))),
      getUserMedia: async (wanted: { video: { deviceId?: { exact: string } } }) => {
        if (this.hung) return new Promise<never>(() => undefined);
        const label = wanted.video.deviceId?.exact ?? this.#plugged[0];
        if (label === undefined || !this.#plugged.includes(label)) throw new DOMException('none', 'NotFoundError');
        for (const old of this.#tracks) if (old.readyState === 'ended') this.#tracks.delete(old);
        const track = new Track(label, this.#counts);
        this.#tracks.add(track);
        return { getTracks: () => [track], getVideoTracks: () => [track] };
      },
    },
  };

  readonly document = {
    createElement: (name: string) => (name === 'video' ? this.#video() : this.#canvas()),
  };

  #video() {
    const media = this;
    for (const old of this.#videos) if (old.srcObject === null) this.#videos.delete(old);
    const video = {
      muted: false,
      srcObject: null as { getVideoTracks(): Track[] } | null,
      videoWidth: SIZE.width,
      videoHeight: SIZE.height,
      play: async () => undefined,
      requestVideoFrameCallback(callback: () => void): void {
        media.#counts.callbacks += 1;
        const look = (): void => {
          const live = video.srcObject?.getVideoTracks().some(({ readyState }) => readyState === 'live') === true;
          // A stream that is gone calls nobody, and its callback goes with the element.
          if (!live) media.#counts.callbacks -= 1;
          else if (media.picture === 'silent') setTimeout(look, FRAME_MS);
          else {
            media.#counts.callbacks -= 1;
            callback();
          }
        };
        setTimeout(look, FRAME_MS);
      },
    };
    this.#videos.add(video);
    return video;
  }

  #canvas() {
    const canvas = {
      ...SIZE,
      getContext: () => ({
        drawImage: () => undefined,
        clearRect: () => undefined,
        getImageData: (_x: number, _y: number, width: number, height: number) => ({
          width,
          height,
          data: this.#pixels(width * height),
        }),
      }),
    };
    return canvas;
  }

  #pixels(count: number): Uint8ClampedArray {
    if (this.picture !== 'frozen') this.#frame += 1;
    const data = new Uint8ClampedArray(count * 4);
    if (this.picture === 'black') return data;
    for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + this.#frame * 13) % 256;
    return data;
  }
}
