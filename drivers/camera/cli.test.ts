import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CameraLine, listCameras } from './cli.ts';
import { readSeen } from './seen.ts';
import { videoNodes } from './video-nodes.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cameras-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The files of sysfs as uvcvideo makes them: the node's device is a USB interface below the USB device. */
function plug(entry: string, name: string, index: string, usb: string | null = '0c45:6366'): void {
  const device = path.join(root, 'devices', `usb-${entry}`);
  const face = path.join(device, '1.0');
  mkdirSync(face, { recursive: true });
  mkdirSync(path.join(root, 'drivers/uvcvideo'), { recursive: true });
  if (usb !== null) {
    const [vendor = '', product = ''] = usb.split(':');
    writeFileSync(path.join(device, 'idVendor'), `${vendor}\n`);
    writeFileSync(path.join(device, 'idProduct'), `${product}\n`);
    symlinkSync(path.join(root, 'drivers/uvcvideo'), path.join(face, 'driver'));
  }
  const at = path.join(root, 'class', entry);
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, 'name'), `${name}\n`);
  writeFileSync(path.join(at, 'index'), `${index}\n`);
  symlinkSync(face, path.join(at, 'device'));
}
async function run(more: Partial<CameraLine> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await listCameras({
    json: false,
    folder: path.join(root, 'class'),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    ...more,
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('the kernel’s list', () => {
  it('is told by number, with names, drivers and USB ids', async () => {
    plug('video10', 'HD desk camera: desk', '0');
    plug('video2', 'Front camera', '0', null);
    plug('video3', 'Front camera', '1', null);
    mkdirSync(path.join(root, 'class/v4l-subdev0'));
    expect(await videoNodes(path.join(root, 'class'))).toEqual([
      { node: '/dev/video2', name: 'Front camera', index: 0, driver: null, usb: null },
      { node: '/dev/video3', name: 'Front camera', index: 1, driver: null, usb: null },
      { node: '/dev/video10', name: 'HD desk camera: desk', index: 0, driver: 'uvcvideo', usb: '0c45:6366' },
    ]);
    const { code, out } = await run();
    expect([code, out.split('\n').length]).toEqual([0, 5]);
    expect(out).toContain('/dev/video10 HD desk camera: desk  uvcvideo  0c45:6366');
    expect(out).toContain('further node of the same camera');
    const json = JSON.parse((await run({ json: true })).out);
    expect(json).toMatchObject({ nodes: [{ node: '/dev/video2' }, {}, {}], page: null });
  });

  it('that is empty, or is not there at all, ends with 2 and one line', async () => {
    expect(await run()).toEqual({
      code: 2,
      out: '',
      err: 'camera list: the kernel has no list of cameras: nothing was plugged in [noCamera]\n',
    });
    expect((await run({ dataDirectory: path.join(root, 'none') })).err).toContain(
      'the folder of --data has no cameras',
    );
    writeFileSync(path.join(root, 'cameras.json'), '{');
    expect((await run({ dataDirectory: root })).err).toContain('--data is none of the kiosk’s [noCamera]');
    plug('video0', 'Only metadata', '1');
    expect(await run()).toMatchObject({ code: 2, err: 'camera list: no camera is plugged in [noCamera]\n' });
  });
});

describe('what the page saw last', () => {
  const seen = { seenAt: '2026-11-21T09:00:00.000Z', cameras: ['HD desk camera', 'Front camera'] };
  it('is said beside the kernel’s list', async () => {
    writeFileSync(path.join(root, 'cameras.json'), JSON.stringify(seen));
    plug('video0', 'HD desk camera', '0');
    const { code, out } = await run({ dataDirectory: root });
    expect([code, out.split('\n').at(-2)]).toEqual([
      0,
      'page: at 2026-11-21T09:00:00.000Z it saw HD desk camera, Front camera',
    ]);
  });

  it('may be nothing, or no note of ours', () => {
    expect(readSeen(root)).toEqual({ ok: false, error: 'none' });
    for (const text of ['', '{', '[]', '{"seenAt":"x","cameras":[]}']) {
      writeFileSync(path.join(root, 'cameras.json'), text);
      expect(readSeen(root)).toEqual({ ok: false, error: 'unreadable' });
    }
  });
});
