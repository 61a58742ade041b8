import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { withDrivenKiosk } from '../dock/driven-kiosk.ts';
import { type Stack, startStack } from '../dock/stack.ts';
import type { Setting } from './row.ts';
import { painted } from './shown.ts';

/** The theme and the item every citizen of the measurements chooses. */
const CHOICE = ['医社保', '个人社保参保证明'] as const;
export const PERSON = 'wang-yan';

export type Surroundings = Pick<Parameters<typeof startStack>[0], 'realistic' | 'printerFamily'>;

/** Runs `work` against the whole: real Electron, simulated devices on ptys, the platform in its own process. */
export async function withKiosk<T>(
  { root, workplace }: Setting,
  options: Surroundings,
  work: (kiosk: Kiosk) => Promise<T>,
): Promise<T> {
  return withStack(workplace, options, (stack) => withDrivenKiosk(root, stack, work));
}

export async function withStack<T>(
  workplace: string,
  options: Surroundings,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  mkdirSync(workplace, { recursive: true });
  const stack = await startStack({
    directory: mkdtempSync(path.join(workplace, 'stack-')),
    ...options,
    // A camera would read codes in the scanner's place, and a scanner that is pulled out would not be missed.
    change: (config) => ({ ...config, devices: { ...config.devices, camera: undefined } }),
  });
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}

/** From attract to the screen that asks for a card. */
export async function toIdentify(kiosk: Kiosk): Promise<void> {
  await kiosk.open(...CHOICE);
  await kiosk.touch(/开始办理/);
  await kiosk.sees('identify');
}

/** Begins to wait for what the page will show; the watch is in place when this resolves. */
export async function watchFor(page: Page, condition: string): Promise<{ at: Promise<number> }> {
  const at = page.evaluate(painted(condition)).then(() => performance.now());
  // The page may be replaced before anybody asks for the time.
  at.catch(() => undefined);
  // The page takes one script after the other: after this one the first has begun.
  await page.evaluate('0');
  return { at };
}

/** Waits for a screen on whichever page is on stage, and returns when it was there. */
export async function appearsAt(kiosk: Kiosk, screens: readonly string[], withinMs = 30_000): Promise<number> {
  const deadline = performance.now() + withinMs;
  let last = 'nothing';
  while (performance.now() < deadline) {
    const page = await kiosk.look();
    // A page that is being replaced just now cannot answer; its successor will.
    const screen = await page.evaluate("document.documentElement.dataset.screen ?? 'nothing'").catch(() => 'nothing');
    last = String(screen);
    if (screens.includes(last)) return performance.now();
    await delay(10);
  }
  throw new Error(`waited ${withinMs / 1000} s for ${screens.join(' or ')}, but "${last}" is shown`);
}

export function childPid({ electronApp }: Kiosk, child: 'terminal' | 'device-host'): Promise<number> {
  return electronApp.evaluate(({ app }, wanted) => {
    const metric = app.getAppMetrics().find(({ name, serviceName }) => `${name} ${serviceName}`.includes(wanted));
    if (metric === undefined) throw new Error(`${wanted} does not run`);
    return metric.pid;
  }, child);
}
