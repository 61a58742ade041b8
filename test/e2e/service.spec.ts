import type { Locator } from '@playwright/test';
import { codeOf } from '../../scripts/dock/invented-staff.ts';
import type { Kiosk } from './kiosk.ts';
import { expect, test } from './terminal.fixture.ts';

const TECHNICIAN = '2001';

const corner = (kiosk: Kiosk): Locator => kiosk.page.locator('[data-service-corner]');

async function touchCorner(kiosk: Kiosk, times: number): Promise<void> {
  for (let touch = 0; touch < times; touch++) await corner(kiosk).click();
}

async function type(kiosk: Kiosk, digits: string): Promise<void> {
  for (const digit of digits) await kiosk.page.getByRole('button', { name: digit, exact: true }).click();
}

test('a technician comes in by the hidden corner and a one-time code, prints a test receipt, and gives the screen back', async ({
  kiosk,
}) => {
  const { machine } = kiosk.stack;
  const before = machine.printer.papers().length;
  await kiosk.sees('attract');
  await touchCorner(kiosk, 4);
  // Longer than the touches may take together: four and then one are not five.
  await kiosk.page.waitForTimeout(4_200);
  await kiosk.sees('attract');
  await touchCorner(kiosk, 5);
  await kiosk.sees('serviceAccess');

  await type(kiosk, TECHNICIAN);
  await kiosk.touch(/^下一步/);
  await type(kiosk, '000000');
  await kiosk.touch(/^进入/);
  await expect(kiosk.page.getByText('还可以试 4 次')).toBeVisible();
  await type(kiosk, codeOf(TECHNICIAN) ?? '');
  await kiosk.touch(/^进入/);
  await kiosk.sees('diagnostics');
  await expect(kiosk.page.getByRole('heading', { name: '本机一切正常' })).toBeVisible();

  await kiosk.touch(/凭条打印机/);
  await kiosk.touch(/^试打印/);
  await expect.poll(() => machine.printer.papers().length, { timeout: 20_000 }).toBe(before + 1);
  await kiosk.touch(/^正常$/);
  await expect(kiosk.page.getByText('通过').filter({ visible: true }).first()).toBeVisible();

  await kiosk.touch(/^退出检修/);
  await kiosk.sees('attract');
});
