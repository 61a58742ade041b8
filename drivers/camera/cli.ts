import { type CommandLine, complainer, say } from '../command-line/index.ts';
import { readSeen } from './seen.ts';
import { type VideoNode, videoNodes } from './video-nodes.ts';

export interface CameraLine extends CommandLine {
  /** Where the kiosk keeps its ledger (`terminal.dataDirectory`); left out, only the kernel is asked. */
  readonly dataDirectory?: string;
  /** Another list than the kernel's; in tests only. */
  readonly folder?: string;
}

/** What a technician can ask of cameras without Electron. */
export const cameraActions = ['list'] as const;

/** Why every other action of a class is none of a camera's here; one sentence, for whoever tried. */
export const NO_CAMERA_WITHOUT_PAGE =
  'a camera is opened by Chromium in the kiosk’s page only: look at its picture on the service side of the screen. ' +
  'Here is "camera list". Its conformance suite and plug cycles run with "npx vitest run test/cameras", with the real ' +
  'Chromium in test/e2e/camera.spec.ts; there is no wire that could be recorded and replayed [noPage]';

/** What `--data` led to, where it led to nothing. */
const NOT_SEEN = {
  none: '; the folder of --data has no cameras.json: no kiosk with cameras ran there',
  unreadable: '; cameras.json in the folder of --data is none of the kiosk’s',
} as const;

const shown = ({ node, name, index, driver, usb }: VideoNode): string =>
  `${node.padEnd(13)}${name}${index === 0 ? '' : '  (no pictures: further node of the same camera)'}  ${driver ?? 'no driver'}  ${usb ?? 'not on USB'}\n`;

/** Lists the kernel's video nodes, and what the kiosk's page saw last. Exit code 0 when there is a camera. */
export async function listCameras(options: CameraLine): Promise<number> {
  const nodes = await videoNodes(options.folder);
  const seen = options.dataDirectory === undefined ? null : readSeen(options.dataDirectory);
  const page = seen === null ? null : seen.ok ? seen.value : seen.error;
  const pictures = nodes?.filter(({ index }) => index === 0) ?? [];
  if (pictures.length > 0 || (seen?.ok && seen.value.cameras.length > 0)) {
    const told =
      seen === null
        ? 'page: not asked, --data says where the kiosk keeps its ledger\n'
        : seen.ok
          ? `page: at ${seen.value.seenAt} it saw ${seen.value.cameras.join(', ') || 'no camera'}\n`
          : 'page: it never told of cameras here\n';
    say(options, { nodes: nodes ?? [], page }, (nodes ?? []).map(shown).join('') + told);
    return 0;
  }
  return complainer(
    'camera list',
    options,
  )({
    errorCode: 'noCamera',
    message:
      (nodes === null ? 'the kernel has no list of cameras: nothing was plugged in' : 'no camera is plugged in') +
      (seen === null || seen.ok ? '' : NOT_SEEN[seen.error]),
  });
}
