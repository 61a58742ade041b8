import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { encode } from 'uqr';
import { mainFontFile } from '../../drivers/fonts/print-fonts.ts';

/** The size of the simulated camera's picture. */
export const PICTURE = { width: 1280, height: 720 } as const;

/** What may lie or happen before the camera. All that is written there is invented. */
export const cameraScenes = ['desk', 'page', 'blankPage', 'code', 'dark', 'frozen'] as const;
export type CameraScene = (typeof cameraScenes)[number];

const DESK = '#4b4a46';
const PAPER = '#f3f1ea';
const INK = '#1c1c1c';

/** What the code in the scene `code` says; tests may show another by `drawCode`. */
export const SHOWN_CODE = 'BUDAYANG-CAMERA-0042';

export function drawScene(scene: CameraScene): Uint8ClampedArray {
  switch (scene) {
    case 'desk':
    case 'frozen':
      return draw(() => undefined);
    case 'page':
      return draw((context) => paper(context, true));
    case 'blankPage':
      return draw((context) => paper(context, false));
    case 'code':
      return drawCode(SHOWN_CODE);
    case 'dark':
      return draw((context) => {
        context.fillStyle = '#000000';
        context.fillRect(0, 0, PICTURE.width, PICTURE.height);
      });
  }
}

/** A code held before the camera, a little turned. */
export const drawCode = (text: string): Uint8ClampedArray =>
  draw((context) => {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const cell = Math.floor(420 / size);
    context.translate(PICTURE.width / 2, PICTURE.height / 2);
    context.rotate(0.12);
    context.translate((-size * cell) / 2, (-size * cell) / 2);
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, size * cell, size * cell);
    context.fillStyle = INK;
    data.forEach((row, y) => {
      row.forEach((dark, x) => {
        if (dark) context.fillRect(x * cell, y * cell, cell, cell);
      });
    });
  });

function draw(onDesk: (context: SKRSContext2D) => void): Uint8ClampedArray {
  const canvas = createCanvas(PICTURE.width, PICTURE.height);
  const context = canvas.getContext('2d');
  const light = context.createLinearGradient(0, 0, PICTURE.width, PICTURE.height);
  light.addColorStop(0, '#5a5954');
  light.addColorStop(1, DESK);
  context.fillStyle = light;
  context.fillRect(0, 0, PICTURE.width, PICTURE.height);
  onDesk(context);
  return context.getImageData(0, 0, PICTURE.width, PICTURE.height).data;
}

const PAPER_FONT = 'Budayang camera paper';

/** What the items ask to be scanned: a form for retiring, laid down carelessly, turned by 8 degrees. */
function paper(context: SKRSContext2D, written: boolean): void {
  const width = 430;
  const height = 600;
  context.translate(PICTURE.width / 2, PICTURE.height / 2);
  context.rotate((8 * Math.PI) / 180);
  context.translate(-width / 2, -height / 2);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, width, height);
  if (!written) return;
  context.fillStyle = INK;
  if (!GlobalFonts.has(PAPER_FONT)) GlobalFonts.registerFromPath(mainFontFile('Regular'), PAPER_FONT);
  context.font = `34px '${PAPER_FONT}'`;
  context.fillText('企业职工退休审批表', 62, 70);
  context.font = `20px '${PAPER_FONT}'`;
  const lines = [
    '编号：示例 2026-0042',
    '单位：示例市示例纺织厂',
    '参加工作时间：1983 年 7 月',
    '退休时间：2026 年 10 月',
  ];
  lines.forEach((line, index) => {
    context.fillText(line, 40, 140 + index * 40);
  });
  for (let line = 0; line < 7; line += 1) context.fillRect(40, 320 + line * 30, line === 6 ? 180 : 350, 5);
  context.strokeStyle = '#b3262a';
  context.lineWidth = 5;
  context.beginPath();
  context.arc(330, 520, 46, 0, Math.PI * 2);
  context.stroke();
}
