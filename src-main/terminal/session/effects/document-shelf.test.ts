import { expect, it } from 'vitest';
import { DocumentShelf } from './document-shelf.ts';

const how = { copies: 1, titleKey: 'proof', paper: 'plain', sides: 'one-sided' } as const;
const given = () => new TextEncoder().encode('%PDF of somebody');
const wiped = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

it('gives a document to its own session only', () => {
  const shelf = new DocumentShelf();
  shelf.put({ ...how, sessionId: 'one', id: 'document-1', pdf: given() });
  expect(shelf.take('another', 'document-1')).toBeNull();
  expect(shelf.take('one', 'document-1')?.pdf).toEqual(Buffer.from(given()));
});

it('overwrites the very bytes it was given, at the end of their session and no other', () => {
  const shelf = new DocumentShelf();
  const [first, again, other] = [given(), given(), given()];
  shelf.put({ ...how, sessionId: 'one', id: 'document-1', pdf: first });
  shelf.put({ ...how, sessionId: 'one', id: 'document-1', pdf: again });
  shelf.put({ ...how, sessionId: 'another', id: 'document-2', pdf: other });
  expect([first, again, other].map(wiped)).toEqual([true, false, false]);
  shelf.wipe('one');
  expect([again, other].map(wiped)).toEqual([true, false]);
  expect(shelf.size).toBe(1);
});
