import type { Kiosk } from './kiosk.ts';
import { expect, test } from './terminal.fixture.ts';

// The camera is a file that Chromium plays in place of a camera's picture (`scripts/dock/simulated-camera.ts`): what is
// read and cut out here went through getUserMedia, the gate of the shell, the worker and the terminal.

const PERSON = 'wang-yan';

/** Tracks that are live in the page, and what of pictures it still holds. */
const lightsOn = (kiosk: Kiosk): Promise<number> =>
  kiosk.page.evaluate(
    () =>
      [...document.querySelectorAll('video')].filter(
        ({ srcObject }) =>
          srcObject instanceof MediaStream && srcObject.getTracks().some((t) => t.readyState === 'live'),
      ).length,
  );

const asksForCamera = (kiosk: Kiosk, wish: MediaStreamConstraints): Promise<string> =>
  kiosk.page.evaluate(async (constraints) => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      for (const track of stream.getTracks()) track.stop();
      return 'given';
    } catch (error) {
      return error instanceof Error ? error.name : 'refused';
    }
  }, wish);

async function toScan(kiosk: Kiosk): Promise<void> {
  await kiosk.open('房产', '退休');
  await kiosk.identify(PERSON);
  await kiosk.touch(/下一步/);
  await kiosk.sees('scan');
}

test('H63 a camera is open only in the step that needs it: seen, cut out, judged, handed in, and dark again', async ({
  kiosk,
}) => {
  const { camera } = kiosk.stack;
  await kiosk.sees('attract');
  expect(await asksForCamera(kiosk, { video: true })).toBe('NotAllowedError');

  await toScan(kiosk);
  const picture = kiosk.page.locator('[data-camera="open"]');
  await picture.waitFor();
  expect(await lightsOn(kiosk)).toBe(1);
  // Sound never, not even now.
  expect(await asksForCamera(kiosk, { audio: true })).toBe('NotAllowedError');
  expect(await asksForCamera(kiosk, { audio: true, video: true })).toBe('NotAllowedError');
  await expect(kiosk.page.getByRole('heading', { name: /平放在拍摄台上/ })).toBeVisible();

  camera.show('dark');
  await expect(kiosk.page.getByRole('heading', { name: '摄像头看不见东西' })).toBeVisible({ timeout: 10_000 });
  camera.show('blankPage');
  await expect(kiosk.page.getByRole('heading', { name: '这一面是空白的' })).toBeVisible({ timeout: 10_000 });
  camera.show('page');
  const cutOut = kiosk.page.getByRole('img', { name: /拍到的/ });
  await cutOut.waitFor({ timeout: 10_000 });
  // Portrait, although it lay turned in a landscape picture: it was straightened and cut.
  const size = await cutOut.evaluate((image) => {
    const { naturalWidth, naturalHeight } = image as HTMLImageElement;
    return { naturalWidth, naturalHeight };
  });
  expect(size.naturalHeight / size.naturalWidth).toBeCloseTo(600 / 430, 1);
  expect(await lightsOn(kiosk)).toBe(0);
  expect(await asksForCamera(kiosk, { video: true })).toBe('NotAllowedError');

  await kiosk.touch(/^用这张/);
  await kiosk.sees('promise');
  await expect(kiosk.page.locator('img[src^="blob:"]')).toHaveCount(0);
  await kiosk.touch(/^我已看懂/);
  await kiosk.touch(/同意并继续/);
  await kiosk.sees('review');
  await kiosk.touch(/^提交/);
  await kiosk.sees('result');
});

test('a camera that is pulled out is said at once, another way is named, and it goes on when it is back', async ({
  kiosk,
}) => {
  const { camera } = kiosk.stack;
  camera.show('desk');
  await toScan(kiosk);
  await kiosk.page.locator('[data-camera="open"]').waitFor();
  camera.unplug();
  await expect(kiosk.page.getByRole('heading', { name: '摄像头暂时不能用' })).toBeVisible({ timeout: 10_000 });
  await expect(kiosk.page.getByText(/也可以把原件交到/)).toBeVisible();
  expect(await lightsOn(kiosk)).toBe(0);
  camera.plug();
  await kiosk.page.locator('[data-camera="open"]').waitFor({ timeout: 10_000 });
  camera.unplug();
  await expect(kiosk.page.getByRole('heading', { name: '摄像头暂时不能用' })).toBeVisible({ timeout: 10_000 });
  await kiosk.touch(/^以后再交/);
  await kiosk.sees('promise');
});
