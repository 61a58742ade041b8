import { readFile } from 'node:fs/promises';
import { type RequestOptions, request } from 'node:https';
import { type Faults, faultsSchema } from '../../platform/faults/faults.ts';
import type { DockContext } from './dock-context.ts';

const ANSWER_WITHIN_MS = 3000;

type Reached = Pick<DockContext, 'platform' | 'platformAuthorityFile'>;

/** What the platform's fault switch stands at; null when it does not answer. */
export async function readFaults(reached: Reached): Promise<Faults | null> {
  if (!reached.platform.running) return null;
  try {
    return await ask(reached, 'GET');
  } catch (error) {
    // It may have been killed this very moment.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

export async function setFaults(reached: Reached, faults: Faults): Promise<void> {
  await ask(reached, 'POST', JSON.stringify(faults));
}

/** Node's fetch cannot be given a certificate authority. */
async function ask({ platform, platformAuthorityFile }: Reached, method: string, body = ''): Promise<Faults> {
  const options: RequestOptions = {
    method,
    ca: await readFile(platformAuthorityFile),
    timeout: ANSWER_WITHIN_MS,
    headers: body === '' ? {} : { 'content-type': 'application/json' },
  };
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request(`${platform.url}/dev/faults`, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const said = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(said);
        else reject(new Error(`the platform refused: ${said}`));
      });
    });
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    asked.on('error', reject);
    asked.end(body);
  });
  return faultsSchema.parse(JSON.parse(text));
}
