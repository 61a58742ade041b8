import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { z } from 'zod';
import { faultsSchema } from '../../platform/faults/faults.ts';
import { caseResultSchema } from '../../src-main/contract/platform-api.ts';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { type FaceOf, facesBefore } from '../dock/faces.ts';
import { codeOf } from '../dock/invented-staff.ts';
import { deviceNames } from '../dock/machine.ts';
import { persons } from '../dock/persons.ts';
import { setFaults } from '../dock/platform-faults.ts';
import { TERMINAL_ID } from '../dock/stack.ts';
import type { Seen } from './acts.ts';
import { safePage } from './safe-page.ts';

const ARRIVES_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 500;
/** Within four seconds (`src-renderer/service/service-corner.tsx`). */
const CORNER_TOUCHES = 5;
const REPLACED_WITHIN_MS = 10_000;
const GIVES_UP_WITHIN_MS = 60_000;

/** What the audience does not see: who was here, what the platform knows, which process dies. */
export class Backstage {
  readonly #kiosk: Kiosk;
  #met: { readonly person: string; readonly page: Page } | null = null;
  #caseNumber: string | null = null;

  constructor(kiosk: Kiosk) {
    this.#kiosk = kiosk;
  }

  async lay(person: string): Promise<void> {
    this.#met = { person, page: await this.#kiosk.look() };
    this.#kiosk.stack.machine.layCard(person);
  }

  /** In the slot, or out of it. */
  async chip(person: string | null): Promise<void> {
    const { chipReader } = this.#kiosk.stack;
    if (chipReader === null) throw new Error('this machine has no slot for social security cards');
    if (person === null) return chipReader.pull();
    this.#met = { person, page: await this.#kiosk.look() };
    if (!(await chipReader.insert(person))) throw new Error(`${person} has no social security card`);
  }

  /** The page that knew the person is no more, and nothing of them is on stage. */
  async forgot(): Promise<void> {
    if (this.#met === null) throw new Error('nobody laid a card');
    const { person, page } = this.#met;
    const until = performance.now() + REPLACED_WITHIN_MS;
    while (!page.isClosed()) {
      if (performance.now() > until) throw new Error('the page that knew the person still lives');
      await delay(100);
    }
    const now = await this.#kiosk.look();
    const content = await now.content();
    const card = persons.find(({ id }) => id === person)?.card;
    for (const secret of [card?.name, card?.englishName, card?.number, card?.address]) {
      if (typeof secret === 'string' && content.includes(secret)) throw new Error(`something of ${person} is left`);
    }
  }

  async caseOnScreen(): Promise<string> {
    const text = await this.#kiosk.page.locator('body').textContent();
    const found = new RegExp(`${TERMINAL_ID}-\\d{6}-\\w{7}-\\w`).exec(text ?? '')?.[0];
    if (found === undefined) throw new Error('no case number is on the screen');
    this.#caseNumber = found;
    return found;
  }

  /** Waits until the platform says how the last case seen on the screen was decided. */
  async arrived(outcome: string): Promise<void> {
    const until = performance.now() + ARRIVES_WITHIN_MS;
    for (;;) {
      const answer = await this.#askPlatform(`/v1/cases/${this.#caseNumber}`);
      if (answer.status === 200) {
        const decided = caseResultSchema.parse(JSON.parse(answer.body)).outcome;
        if (decided !== outcome) throw new Error(`the platform decided ${decided}, not ${outcome}`);
        return;
      }
      if (performance.now() > until) throw new Error(`the case did not reach the platform: ${answer.body}`);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  async platformSilent(about: 'anything' | 'registers'): Promise<void> {
    await this.#setFaults({ mode: 'timeout', path: about === 'registers' ? '/v1/prefill' : '/v1/' });
  }

  async platformAnswers(): Promise<void> {
    await this.#setFaults({ mode: 'none' });
  }

  async camera(sees: readonly FaceOf[] | 'desk' | 'page'): Promise<void> {
    const { camera } = this.#kiosk.stack;
    if (typeof sees === 'string') camera.show(sees);
    else camera.showPicture(await facesBefore(sees));
  }

  async serviceCorner(): Promise<void> {
    for (let touch = 0; touch < CORNER_TOUCHES; touch++)
      await this.#kiosk.page.locator('[data-service-corner]').click();
  }

  async oneTimeCode(staff: string): Promise<void> {
    const code = codeOf(staff);
    if (code === null) throw new Error(`nobody has the number ${staff}`);
    for (const digit of code) await this.#kiosk.page.getByRole('button', { name: digit, exact: true }).click();
  }

  /** Waits for it on stage; the safe page lies above all others as long as there is one. */
  async sees(screen: Seen, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while ((safePage(this.#kiosk) === null) === (screen === 'safe')) {
      if (performance.now() > until)
        throw new Error(screen === 'safe' ? 'no safe page came' : `the safe page hides "${screen}"`);
      await delay(100);
    }
    if (screen !== 'safe') await this.#kiosk.sees(screen, until - performance.now());
  }

  async killTerminal(): Promise<void> {
    const pid = await this.#terminalPid();
    if (pid === undefined) throw new Error('no terminal process runs');
    process.kill(pid, 'SIGKILL');
  }

  /** Until the shell gives up. A process that was just killed may still be counted for a moment. */
  async killWheneverItRuns(): Promise<void> {
    const until = performance.now() + GIVES_UP_WITHIN_MS;
    let killed: number | undefined;
    while (safePage(this.#kiosk) === null) {
      if (performance.now() > until) throw new Error('the shell starts the terminal again and again');
      const pid = await this.#terminalPid();
      if (pid !== undefined && pid !== killed) process.kill(pid, 'SIGKILL');
      killed = pid;
      await delay(100);
    }
  }

  #terminalPid(): Promise<number | undefined> {
    return this.#kiosk.electronApp.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ name, serviceName }) => `${name} ${serviceName}`.includes('terminal'))?.pid,
    );
  }

  /** After a story that broke off: plugs in, new paper, nobody's card, the platform there. */
  async putRight(): Promise<void> {
    const { machine, chipReader, platform } = this.#kiosk.stack;
    machine.liftCard();
    await chipReader?.pull();
    for (const action of ['closeCover', 'clear', 'speak', 'refill'] as const) machine.printerPanel.act(action);
    machine.printer.millisecondsPerRow = 1;
    for (const device of deviceNames) await machine.plug(device);
    this.#kiosk.stack.camera.show('desk');
    await platform.start();
    await this.platformAnswers();
  }

  async #setFaults(faults: z.input<typeof faultsSchema>): Promise<void> {
    const { directory, platform } = this.#kiosk.stack;
    const platformAuthorityFile = path.join(directory, 'platform/tls/ca.pem');
    await setFaults({ platform, platformAuthorityFile }, faultsSchema.parse(faults));
  }

  /** Node's fetch cannot be given a certificate authority. */
  async #askPlatform(address: string): Promise<{ status: number; body: string }> {
    const { directory, platform } = this.#kiosk.stack;
    const key = await readFile(path.join(directory, 'terminal-key'), 'utf8');
    const ca = await readFile(path.join(directory, 'platform/tls/ca.pem'));
    return new Promise((resolve, reject) => {
      const asked = request(
        `${platform.url}${address}`,
        { ca, headers: { authorization: `Bearer ${key}` } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  }
}
