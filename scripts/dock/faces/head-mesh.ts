import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Point = readonly [x: number, y: number, z: number];
export interface Triangle {
  readonly part: 'skin' | 'eye' | 'hair';
  readonly at: readonly [number, number, number];
}

/** Below this (decimetres) nothing of the body is drawn. */
const SHOULDERS = 4.2;

const parts: Readonly<Record<string, Triangle['part']>> = {
  body: 'skin',
  'helper-l-eye': 'eye',
  'helper-r-eye': 'eye',
  'helper-hair': 'hair',
};

let folder = '';
/** Names MakeHuman's `data` folder; nothing of it is in this repository. */
export const readMakeHumanFrom = (data: string): void => {
  folder = data;
};

interface Mesh {
  readonly rest: readonly Point[];
  readonly faces: readonly Triangle[];
}
let mesh: Mesh | null = null;

const numbers = (words: readonly string[]): Point => {
  const [x = 0, y = 0, z = 0] = words.map(Number);
  return [x, y, z];
};

function readMesh(): Mesh {
  const rest: Point[] = [];
  const faces: Triangle[] = [];
  let part: Triangle['part'] | undefined;
  for (const line of readFileSync(path.join(folder, '3dobjs/base.obj'), 'utf8').split('\n')) {
    const [kind, ...words] = line.trim().split(/\s+/);
    if (kind === 'v') rest.push(numbers(words));
    else if (kind === 'g') part = parts[words[0] ?? ''];
    else if (kind === 'f' && part !== undefined) {
      const [first = 0, ...others] = words.map((word) => Number.parseInt(word, 10) - 1);
      if ([first, ...others].some((index) => (rest[index]?.[1] ?? 0) < SHOULDERS)) continue;
      for (let k = 1; k < others.length; k += 1) faces.push({ part, at: [first, others[k - 1] ?? 0, others[k] ?? 0] });
    }
  }
  return { rest, faces };
}

/** Corners at rest and shaped by weighted targets (`<folder>/<name>` below `targets/`), and what to draw of them. */
export function triangles(shape: Readonly<Record<string, number>>, longHair: boolean) {
  mesh ??= readMesh();
  const { rest, faces } = mesh;
  const corners = rest.map(([x, y, z]): [number, number, number] => [x, y, z]);
  for (const [name, weight] of Object.entries(shape))
    for (const line of readFileSync(path.join(folder, `targets/${name}.target`), 'utf8').split('\n')) {
      if (!/^\d/.test(line)) continue;
      const [index = '', ...words] = line.split(/\s+/);
      const corner = corners[Number(index)];
      numbers(words).forEach((value, axis) => {
        if (corner !== undefined) corner[axis] = (corner[axis] ?? 0) + value * weight;
      });
    }
  // The hair is a hood over the whole face: what hangs before it is left out.
  const behind = (index: number): boolean => {
    const [, y = 0, z = 0] = rest[index] ?? [];
    return y > 5.2 && (z < 0.35 || y > 8.05);
  };
  return { rest, corners, faces: faces.filter(({ part, at }) => part !== 'hair' || (longHair && at.every(behind))) };
}
