import { describe, expect, it } from 'vitest';
import type { XfsConnection } from '../connection.ts';
import { common, vendorMode } from '../messages.ts';
import { violationIn } from '../testing/service-schemas.ts';
import { connected, listening, until, world } from './facade.test-kit.ts';

const OPTIONS = { version: '2.0', timeoutMs: 5000 };

/** One registered application, and what it hears. */
async function application(appName: string) {
  const heard: string[] = [];
  const payloads: unknown[] = [];
  const connection = await connected('VendorMode', (name, payload) => {
    if (!name.startsWith('VendorMode.')) return;
    heard.push(name.slice('VendorMode.'.length));
    payloads.push(payload);
  });
  expect(await connection.run(vendorMode.register, { appName }, OPTIONS)).toMatchObject({ kind: 'success' });
  const run = (spec: typeof vendorMode.enterModeRequest) => connection.run(spec, {}, OPTIONS);
  return { connection, heard, payloads, run };
}
const phaseOf = async (connection: XfsConnection) => {
  const answer = await connection.run(common.status, {}, OPTIONS);
  return answer.kind === 'success' ? answer.value.vendorMode?.service : answer;
};

describe('vendor mode', () => {
  it('asks every registered application first, becomes active when a person came in, and ends the same way', async () => {
    const [bank, printing] = [await application('bank'), await application('printing')];
    world.desk.door();
    await until(() => bank.heard.length + printing.heard.length === 2);
    expect(await phaseOf(bank.connection)).toBe('enterPending');
    world.desk.inside();
    expect(await bank.run(vendorMode.enterModeAcknowledge)).toMatchObject({ kind: 'success' });
    expect(await phaseOf(bank.connection)).toBe('enterPending');
    expect(world.quiet).toBe(0);
    expect(await printing.run(vendorMode.enterModeAcknowledge)).toMatchObject({ kind: 'success' });
    await until(() => bank.heard.includes('ModeEnteredEvent'));
    expect([world.quiet, await phaseOf(bank.connection)]).toEqual([1, 'active']);

    world.desk.outside();
    await until(() => bank.heard.includes('ExitModeRequestEvent'));
    expect(await phaseOf(bank.connection)).toBe('exitPending');
    await bank.run(vendorMode.exitModeAcknowledge);
    await printing.run(vendorMode.exitModeAcknowledge);
    await until(() => bank.heard.includes('ModeExitedEvent'));
    expect(bank.heard).toEqual([
      'EnterModeRequestEvent',
      'ModeEnteredEvent',
      'ExitModeRequestEvent',
      'ModeExitedEvent',
    ]);
    expect(bank.payloads.at(-1)).toEqual({ connectedApplications: ['bank', 'printing'] });
    expect(await phaseOf(bank.connection)).toBe('inactive');
  });

  it('is told by the status as it goes', async () => {
    const phases: unknown[] = [];
    await connected('VendorMode', (name, payload) => {
      if (name === 'Common.StatusChangedEvent') phases.push(payload);
    });
    world.desk.inside();
    await until(() => phases.length === 2);
    expect(phases).toEqual([{ vendorMode: { service: 'enterPending' } }, { vendorMode: { service: 'active' } }]);
  });

  it('waits for nobody where nobody is registered, and not for those that never answer', async () => {
    world.desk.inside();
    expect(world.desk.phase).toBe('active');
    expect(world.quiet).toBeGreaterThan(0);
    world.desk.outside();
    expect(world.desk.phase).toBe('inactive');
    await application('deaf');
    world.desk.inside();
    expect(world.desk.phase).toBe('enterPending');
    await until(() => world.desk.phase === 'active');
    world.desk.outside();
    await until(() => world.desk.phase === 'inactive');
  });

  it('does not wait for one that went', async () => {
    const gone = await application('gone');
    world.desk.inside();
    await gone.connection.close();
    await until(() => world.desk.phase === 'active');
  });

  it('lets go again when nobody came through the door', async () => {
    const bank = await application('bank');
    world.desk.door();
    await bank.run(vendorMode.enterModeAcknowledge);
    await until(() => world.quiet === 1);
    world.desk.outside();
    await until(() => bank.heard.includes('ModeExitedEvent'));
    expect(bank.heard).toEqual(['EnterModeRequestEvent', 'ModeExitedEvent']);
  });

  it('may be asked for by a guest, who may ask to leave; nobody else may', async () => {
    const [bank, other] = [await application('bank'), await application('other')];
    expect(await bank.run(vendorMode.exitModeRequest)).toMatchObject({ completionCode: 'sequenceError' });
    expect(await bank.run(vendorMode.enterModeAcknowledge)).toMatchObject({ completionCode: 'sequenceError' });
    expect(await bank.run(vendorMode.enterModeRequest)).toMatchObject({ kind: 'success' });
    expect(world.wishes).toEqual(['enter']);
    expect(await bank.run(vendorMode.enterModeRequest)).toMatchObject({ completionCode: 'sequenceError' });
    await bank.run(vendorMode.enterModeAcknowledge);
    await other.run(vendorMode.enterModeAcknowledge);
    // The terminal decides who comes in: the asking alone opens nothing.
    expect(world.desk.phase).toBe('enterPending');
    world.desk.inside();
    expect(world.desk.phase).toBe('active');
    expect(await other.run(vendorMode.exitModeRequest)).toMatchObject({ completionCode: 'sequenceError' });
    expect(await bank.run(vendorMode.exitModeRequest)).toMatchObject({ kind: 'success' });
    expect(world.wishes).toEqual(['enter', 'exit']);
  });

  it('is not opened again and again for a guest when nobody comes', async () => {
    const bank = await application('bank');
    expect(await bank.run(vendorMode.enterModeRequest)).toMatchObject({ kind: 'success' });
    world.desk.outside();
    expect(await bank.run(vendorMode.enterModeRequest)).toMatchObject({ completionCode: 'deviceNotReady' });
    expect(world.wishes).toEqual(['enter']);
    // A person at the machine comes in all the same.
    await bank.connection.close();
    world.desk.inside();
    await until(() => world.desk.phase === 'active');
  });

  it('cannot be asked for while no terminal is there', async () => {
    const bank = await application('bank');
    world.terminalThere = false;
    expect(await bank.run(vendorMode.enterModeRequest)).toMatchObject({ completionCode: 'deviceNotReady' });
    expect(bank.heard).toEqual([]);
  });

  it('a new door opens at once over a goodbye that is still awaited', async () => {
    const bank = await application('bank');
    world.desk.inside();
    await until(() => world.desk.phase === 'active');
    world.desk.outside();
    world.desk.door();
    await until(() => bank.heard.length >= 5);
    expect(bank.heard.slice(-3)).toEqual(['ExitModeRequestEvent', 'ModeExitedEvent', 'EnterModeRequestEvent']);
  });

  it('speaks as published, is in the audit, and no device is behind it', async () => {
    const { socket, heard } = await listening('VendorMode');
    const send = (name: string, requestId: number, payload: object = {}) =>
      socket.send(
        JSON.stringify({ header: { type: 'command', name, requestId, version: '2.0', timeout: 0 }, payload }),
      );
    send('VendorMode.Register', 1, { appName: 'x\u0007y' });
    send('Common.Capabilities', 2);
    send('VendorMode.EnterModeRequest', 3);
    await until(() => heard.some((text) => text.includes('EnterModeRequestEvent"')));
    send('VendorMode.EnterModeAcknowledge', 4);
    world.desk.inside();
    await until(() => heard.some((text) => text.includes('ModeEnteredEvent')));
    world.desk.outside();
    await until(() => heard.some((text) => text.includes('ModeExitedEvent"')));
    expect(heard.map(violationIn).filter((violation) => violation !== null)).toEqual([]);
    expect(world.acts).toContainEqual({
      act: 'commandEnded',
      service: 'VendorMode',
      command: 'VendorMode.EnterModeRequest',
      client: expect.any(String),
      requestId: 3,
      completionCode: 'success',
    });
    socket.terminate();
  });
});
