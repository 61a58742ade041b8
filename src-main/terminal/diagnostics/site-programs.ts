import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { placesOf } from '../../configuration/program-places.ts';
import type { Config } from '../../contract/config.ts';
import { codeOf, failed, passed, type StepKind, type StepResult } from './steps.ts';

const MACHINE_PROGRAM: StepKind = {
  id: 'restartMachine',
  title: { 'zh-CN': '重启整机的程序', en: 'Program that restarts' },
};
const DECODER: StepKind = { id: 'portraitDecoder', title: { 'zh-CN': '照片解码程序', en: 'Photo decoder' } };

/** Programs of the site that would be started one day. */
export function programsIn({ service, face }: Config): [StepKind, readonly string[]][] {
  const decoder = face?.portraitDecoder;
  return [
    ...(service?.restartMachine === undefined
      ? []
      : [[MACHINE_PROGRAM, service.restartMachine] satisfies [StepKind, readonly string[]]]),
    ...(decoder?.kind === 'program' ? [[DECODER, decoder.command] satisfies [StepKind, readonly string[]]] : []),
  ];
}

/** Looked for as a start of it would. */
export async function lookForProgram([program = '']: readonly string[]): Promise<StepResult> {
  for (const place of placesOf(program, { platform: process.platform, path: process.env.PATH ?? '' })) {
    try {
      await access(place, constants.X_OK);
      return passed('there, may be started');
    } catch (thrown) {
      codeOf(thrown);
    }
  }
  return failed('not there, or may not be started');
}
