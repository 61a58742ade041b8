/** Two tones far enough apart that nobody takes them for a hum or another machine. Hertz. */
const TONES = [660, 880] as const;
const TONE_S = 0.35;
const EVERY_MS = 3_000;
/** A tone that begins and ends at full strength clicks. Seconds. */
const RAMP_S = 0.02;

/** The part of the browser's sound that is used. */
export type ToneContext = Pick<
  AudioContext,
  'currentTime' | 'createOscillator' | 'createGain' | 'destination' | 'resume' | 'close'
>;

/** Sounds at once and again and again until the returned function is called; `also` goes with each time. */
export function soundTones(open: () => ToneContext, also: () => void): () => void {
  const context = open();
  const once = (): void => {
    // A page that made no sound yet may have been put to sleep.
    void context.resume();
    TONES.forEach((hertz, index) => {
      const from = context.currentTime + index * TONE_S;
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.frequency.value = hertz;
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(1, from + RAMP_S);
      gain.gain.setValueAtTime(1, from + TONE_S - RAMP_S);
      gain.gain.linearRampToValueAtTime(0, from + TONE_S);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(from);
      oscillator.stop(from + TONE_S);
    });
    also();
  };
  once();
  const again = setInterval(once, EVERY_MS);
  return () => {
    clearInterval(again);
    void context.close();
  };
}
