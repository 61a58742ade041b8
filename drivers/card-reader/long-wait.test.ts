import { expect, it } from 'vitest';
import { STALE_AFTER_MS } from '../contract/index.ts';
import { SimulatedClock } from '../transports/index.ts';
import { PcscSocialSecurityCardReader } from './driver.ts';
import { SimulatedCard, sampleCard } from './simulated-card.ts';
import { SimulatedCardService } from './simulated-service.ts';

const READER = 'Simulated reader 00 00';

async function waiting() {
  const clock = new SimulatedClock();
  const service = new SimulatedCardService([READER], clock);
  const driver = new PcscSocialSecurityCardReader(service, {}, clock);
  expect(await driver.open()).toMatchObject({ ok: true });
  return { clock, service, driver, reading: driver.read({ timeoutMs: 120_000 }) };
}

it('a minute without a card keeps the status young, and the card that comes at last is read', async () => {
  const { clock, service, driver, reading } = await waiting();
  const ages: number[] = [];
  for (let second = 0; second < 60; second += 1) {
    await clock.delay(1_000);
    ages.push(clock.now() - driver.status().observedAt);
  }
  expect(Math.max(...ages)).toBeLessThan(STALE_AFTER_MS);
  service.insert(new SimulatedCard({ card: sampleCard }));
  expect(await reading).toMatchObject({ ok: true });
  await driver.close();
});

it('a service that hangs meanwhile is not waited for: three questions without an answer end the wait', async () => {
  const { clock, service, driver, reading } = await waiting();
  service.hung = true;
  expect(await reading).toMatchObject({ error: { errorCode: 'noAnswer', effect: 'none' } });
  expect(clock.now()).toBeLessThan(20_000);
  expect(driver.status()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
  await driver.close();
});

it('one answer that is lost is no news', async () => {
  const { clock, service, driver, reading } = await waiting();
  service.hung = true;
  await clock.delay(8_000 + 2_000);
  service.hung = false;
  await clock.delay(4_000);
  expect(driver.status()).toMatchObject({ device: 'online', faults: [] });
  expect(clock.now() - driver.status().observedAt).toBeLessThan(STALE_AFTER_MS);
  await driver.close();
  await reading;
});
