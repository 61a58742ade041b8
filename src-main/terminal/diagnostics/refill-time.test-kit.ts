import type { LocalizedText } from '../../contract/text.ts';
import type { GuideStep } from './refill-guides.ts';

/**
 * Operators of the Keystroke-Level Model, seconds (Card, Moran, Newell: The Psychology of Human-Computer Interaction,
 * 1983, ch. 8): M, a decision; H, hands from one place to another; P, pointing at a target; B, one press. A finger on
 * glass is taken as P + B. Turning from the machine's inside back to its screen is no operator of theirs: our allowance.
 */
const KLM = { decide: 1.35, home: 0.4, point: 1.1, press: 0.2 } as const;
const TURN_S = 3;
/** Until a sensor's word is on the screen: the status is looked at every second or two. */
const SENSOR_S = 2;
/** Reading aloud to oneself, slowly, before an open machine: Chinese characters and English words a minute. */
const CHARACTERS_A_MINUTE = 200;
const WORDS_A_MINUTE = 130;

export const touchSeconds = KLM.decide + KLM.home + KLM.point + KLM.press;

export const readSeconds = (text: LocalizedText): number =>
  Math.max(([...text['zh-CN']].length * 60) / CHARACTERS_A_MINUTE, (text.en.split(/\s+/).length * 60) / WORDS_A_MINUTE);

/** One step: read it, do it, and show that it is done, by the sensor or by a touch. */
export const stepSeconds = ({ title, text, handsSeconds, until }: GuideStep): number =>
  readSeconds(title) +
  readSeconds(text) +
  KLM.decide +
  handsSeconds +
  (until === undefined ? TURN_S + touchSeconds : SENSOR_S);
