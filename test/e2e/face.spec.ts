import type { Page } from '@playwright/test';
import { type FaceOf, facesBefore } from '../../scripts/dock/faces.ts';
import type { Kiosk } from './kiosk.ts';
import { expect, test } from './terminal.fixture.ts';

const ITEM = '领取社会保险待遇资格认证';
const OTHER = /^不用人脸/;
/** Loading the library, then a few looks, on a machine that does more than this. */
const JUDGED_WITHIN_MS = 25_000;

const standThere = async ({ stack }: Kiosk, people: readonly FaceOf[], brightness?: number) =>
  stack.camera.showPicture(await facesBefore(people, brightness));

/** From the two ways to the camera that looks, the card lies on the reader. */
async function agree(kiosk: Kiosk, card: string): Promise<void> {
  const { machine } = kiosk.stack;
  await watchCameras(kiosk.page);
  await expect(kiosk.button(/^用人脸/)).toBeDisabled();
  await kiosk.touch(/我同意这一次/);
  await kiosk.touch(/^用人脸/);
  await kiosk.sees('identify');
  machine.liftCard();
  machine.layCard(card);
  await kiosk.sees('faceCheck');
}

/** From the form, which asks once more. */
async function leave(kiosk: Kiosk): Promise<void> {
  await kiosk.touch(/^退出$/);
  await kiosk.touch(/^退出并清除/);
  kiosk.stack.machine.liftCard();
  await kiosk.sees('farewell');
  await kiosk.sees('attract');
}

/** Remembers, in the page, every camera it opens from now on. */
const watchCameras = (page: Page) =>
  page.evaluate(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const streams: MediaStream[] = [];
    Object.assign(globalThis, { streams });
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      streams.push(stream);
      return stream;
    };
  });

/** No camera runs, nothing works on pictures, and nothing that shows one is left. */
async function nothingIsLeft(page: Page): Promise<void> {
  await expect.poll(() => page.workers().length).toBe(0);
  const left = await page.evaluate(() => {
    const { streams = [] } = globalThis as { streams?: MediaStream[] };
    const tracks = streams.flatMap((stream) => stream.getTracks().map(({ readyState }) => readyState));
    const shown = [...document.querySelectorAll('video')].filter(({ srcObject }) => srcObject !== null).length;
    return { opened: tracks.length > 0, live: tracks.filter((state) => state === 'live').length, shown };
  });
  expect(left).toEqual({ opened: true, live: 0, shown: 0 });
}

test('a face is compared on the machine, and whoever does not want that or cannot goes another way', async ({
  kiosk,
}) => {
  // Of every page and worker, also of those that come later.
  const outside: string[] = [];
  kiosk.electronApp.context().on('request', (request) => {
    if (!/^(app|blob:app):/.test(request.url())) outside.push(request.url());
  });

  await test.step('who does not agree goes the other way, with the same form', async () => {
    await kiosk.open('医社保', ITEM);
    await kiosk.touch(/开始办理/);
    await kiosk.sees('faceConsent');
    await kiosk.touch(OTHER);
    await kiosk.sees('identify');
    kiosk.stack.machine.layCard('lin-yu');
    await kiosk.sees('form');
  });

  await test.step('only the person of the card passes, alone and seen', async () => {
    await standThere(kiosk, ['wu-loan']);
    await kiosk.touch(/^返回/);
    await kiosk.sees('notice');
    await kiosk.touch(/开始办理/);
    await kiosk.sees('faceConsent');
    await agree(kiosk, 'lin-yu');
    await expect(kiosk.page.getByRole('heading', { name: '这次没有比对上证件照片' })).toBeVisible({
      timeout: JUDGED_WITHIN_MS,
    });
    await standThere(kiosk, []);
    await kiosk.touch(/再试一次/);
    await expect(kiosk.page.getByText('还没有看到脸').first()).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await standThere(kiosk, ['lin-yu', 'wu-loan']);
    await expect(kiosk.page.getByText('看到了不止一张脸').first()).toBeVisible({ timeout: JUDGED_WITHIN_MS });
    await standThere(kiosk, ['lin-yu']);
    await kiosk.sees('form', JUDGED_WITHIN_MS);
    await nothingIsLeft(kiosk.page);
    await leave(kiosk);
  });

  expect(outside).toEqual([]);
});
