import { useEffect } from 'react';
import { speech } from '../keypad/headset-line.tsx';
import { useWords } from '../words/use-words.ts';
import { soundTones } from './tones.ts';

/** While it is on the page, two tones sound every few seconds; in a headset a voice of the machine says a word too, where there is one. */
export function TestTone() {
  const { t, language } = useWords();
  const words = t('service.test.spoken');
  useEffect(
    () =>
      soundTones(
        () => new AudioContext(),
        () => speech.say(words, language),
      ),
    [words, language],
  );
  return null;
}
