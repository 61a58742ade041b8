import type { Citizen } from './citizen.ts';

async function leave(citizen: Citizen, level = /^满意|^Good/): Promise<void> {
  const { machine } = citizen.kiosk.stack;
  await citizen.touch(/^完成|^Done|^Finish/, 'rating');
  await citizen.touch(level, 'takeCard');
  await citizen.step('takes the card', async () => machine.liftCard());
  await citizen.sees('farewell');
  await citizen.sees('attract');
}

async function open(citizen: Citizen, theme: RegExp, item: RegExp): Promise<void> {
  await citizen.touch(/轻触屏幕开始|Touch/, 'home');
  await citizen.touch(theme, 'theme');
  await citizen.touch(item, 'notice');
}

async function identify(citizen: Citizen, person: string): Promise<void> {
  const { machine } = citizen.kiosk.stack;
  await citizen.touch(/开始办理|Begin|Start/, 'identify');
  await citizen.step(`lays the card of ${person}`, async () => machine.layCard(person));
  await citizen.sees('form');
}

/** Waits until the printer has cut another receipt. */
function takesReceipt(citizen: Citizen, before: number): Promise<void> {
  const { printer } = citizen.kiosk.stack.machine;
  return citizen.step('takes the receipt', async () => {
    const until = performance.now() + 30_000;
    while (printer.papers().length <= before) {
      if (performance.now() > until) throw new Error('no receipt came out');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
}

/** Scripted citizens. Each leaves the machine as it was found. */
export const stories: Record<string, (citizen: Citizen) => Promise<void>> = {
  '参保证明 (秒批)': async (citizen) => {
    const before = citizen.kiosk.stack.machine.printer.papers().length;
    await citizen.sees('attract');
    await open(citizen, /医社保/, /个人社保参保证明/);
    await identify(citizen, 'wang-yan');
    await citizen.reads('王䶮');
    await citizen.touch(/下一步/, 'review');
    await citizen.touch(/^提交/, 'result');
    await citizen.reads('办好了');
    await takesReceipt(citizen, before);
    await leave(citizen);
  },
  '租房提取 (签名)': async (citizen) => {
    const { page } = citizen.kiosk;
    const before = citizen.kiosk.stack.machine.printer.papers().length;
    await open(citizen, /房产/, /公积金租房提取/);
    await identify(citizen, 'wang-yan');
    await fillWhatIsAsked(citizen);
    await citizen.touch(/下一步/, 'promise');
    await citizen.step('signs', async () => {
      const pad = citizen.kiosk.page.locator('canvas').first();
      const box = await pad.boundingBox();
      if (box === null) return;
      const { mouse } = citizen.kiosk.page;
      await mouse.move(box.x + 80, box.y + 80);
      await mouse.down();
      for (let at = 0; at <= 20; at++) await mouse.move(box.x + 80 + at * 25, box.y + 90 + Math.sin(at) * 50);
      await mouse.up();
    });
    await citizen.touch(/同意/, 'review');
    await citizen.touch(/^提交/, 'result');
    await takesReceipt(citizen, before);
    await leave(citizen, /非常满意/);
    if (page.isClosed()) await citizen.kiosk.look();
  },
  '租房提取 (不予)': async (citizen) => {
    const before = citizen.kiosk.stack.machine.printer.papers().length;
    await open(citizen, /房产/, /公积金缴存证明/);
    await identify(citizen, 'sun-none');
    await citizen.touch(/下一步/, 'review');
    await citizen.touch(/^提交/, 'result');
    await citizen.reads('这次没有办成');
    await takesReceipt(citizen, before);
    await leave(citizen, /跳过/);
  },
  '关爱模式 · English': async (citizen) => {
    const before = citizen.kiosk.stack.machine.printer.papers().length;
    await citizen.touch(/English/, 'attract');
    await citizen.touch(/Large|Care/i, 'attract');
    await open(citizen, /Medical|Social/i, /Proof of social insurance|Social insurance/i);
    await identify(citizen, 'tw-lin');
    await citizen.touch(/next/i, 'review');
    await citizen.touch(/^Submit/, 'result');
    await takesReceipt(citizen, before);
    await leave(citizen);
  },
  我的: async (citizen) => {
    const { machine } = citizen.kiosk.stack;
    await citizen.touch(/轻触屏幕开始/, 'home');
    await citizen.touch(/^我的/, 'identify');
    await citizen.step('lays the card', async () => machine.layCard('wang-yan'));
    await citizen.sees('mine');
    await citizen.reads(/参保证明/);
    await citizen.touch(/退出/, 'takeCard');
    await citizen.step('takes the card', async () => machine.liftCard());
    await citizen.sees('attract');
  },
};

/** Answers each field the form still asks for. */
async function fillWhatIsAsked(citizen: Citizen): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    const ask = citizen.kiosk.page.getByRole('button', { name: /^去填/ });
    if ((await ask.count()) === 0) return;
    await citizen.touch(/^去填/, 'field');
    await citizen.step('answers', async () => {
      const { page } = citizen.kiosk;
      const option = page.getByRole('radio').or(page.getByRole('option')).first();
      if ((await option.count()) > 0) await option.click();
      else for (const digit of '800') await citizen.kiosk.touch(new RegExp(`^${digit}$`));
      const confirm = page.getByRole('button', { name: /^确定/ });
      if ((await confirm.count()) > 0) await citizen.kiosk.touch(/^确定/);
      await citizen.kiosk.sees('form');
    });
  }
}
