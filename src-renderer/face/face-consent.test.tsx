import { isValidElement, type ReactNode } from 'react';
import { prerenderToNodeStream } from 'react-dom/static';
import { expect, it, vi } from 'vitest';
import { snapshots } from '../../test/fixtures/snapshots.ts';
import { TerminalContext } from '../connection/terminal-context.ts';
import { FaceConsent } from './face-consent.tsx';

const drawn = vi.hoisted((): { children: ReactNode[] } => ({ children: [] }));
vi.mock('../parts/page.tsx', () => ({
  Page: ({ children }: { children: ReactNode }) => {
    drawn.children.push(children);
    return null;
  },
}));

it('keeps no measure of pages from the words without a camera to the consent: it would count as read', async () => {
  drawn.children = [];
  for (const snapshot of [snapshots.faceConsentMissing, snapshots.faceConsent]) {
    if (snapshot.screen.name !== 'faceConsent') throw new Error('not the screen of the consent');
    await prerenderToNodeStream(
      <TerminalContext value={{ snapshot, press: () => undefined, stream: () => undefined }}>
        <FaceConsent screen={snapshot.screen} />
      </TerminalContext>,
    );
  }
  const [missing, consent] = drawn.children.map((child) => (isValidElement(child) ? child : null));
  expect(missing?.type).toBe(consent?.type);
  expect(missing?.key).not.toBe(consent?.key);
});
