import type { Language } from '../../src-main/contract/text.ts';

/** The part of the browser's speech that is used. */
export interface Voices {
  getVoices(): readonly { readonly lang: string; readonly localService: boolean }[];
  speak(text: string, language: Language): void;
  cancel(): void;
}

/** The system's own voices; null in a browser that has none. */
export function systemVoices(page: Window): Voices | null {
  const { speechSynthesis: synthesis } = page;
  if (synthesis === undefined) return null;
  return {
    getVoices: () => synthesis.getVoices(),
    cancel: () => synthesis.cancel(),
    speak: (text, language) => {
      const said = new SpeechSynthesisUtterance(text);
      said.lang = language;
      const voice = synthesis.getVoices().find(({ lang, localService }) => localService && speaks(lang, language));
      if (voice !== undefined) said.voice = voice;
      synthesis.speak(said);
    },
  };
}

const speaks = (voice: string, language: Language): boolean =>
  voice.toLowerCase().replace('_', '-').startsWith(language.slice(0, 2).toLowerCase());

/**
 * Says aloud what is on the screen and what has the focus, into a headset only: what is said may be somebody's. Only voices of
 * this machine are used, since others would send the words away. Without one it is silent, and the screen says so.
 */
export class Speech {
  readonly #voices: Voices | null;
  #headset = false;

  constructor(voices: Voices | null) {
    this.#voices = voices;
  }

  /** Is there a voice of this machine for the language? */
  can(language: Language): boolean {
    return this.#voices?.getVoices().some(({ lang, localService }) => localService && speaks(lang, language)) ?? false;
  }

  headset(plugged: boolean): void {
    if (this.#headset && !plugged) this.#voices?.cancel();
    this.#headset = plugged;
  }

  /** The newest counts: what was being said is broken off. */
  say(text: string, language: Language): void {
    const words = text.replace(/\s+/g, ' ').trim();
    if (!this.#headset || words === '' || !this.can(language)) return;
    this.#voices?.cancel();
    this.#voices?.speak(words, language);
  }

  /** The person has gone. */
  hush(): void {
    this.#voices?.cancel();
  }
}
