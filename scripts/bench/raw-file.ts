import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';

const SIZE = 16 * 1024 * 1024;

/** The least any durable queue can do on this disk. */
export interface RawFile {
  /** Writes that many bytes over what is there and waits until they are on the disk. */
  write(bytes: number): void;
  close(): void;
}

/** A preallocated file, so that writing changes neither its length nor its blocks. */
export function openRawFile(file: string): RawFile {
  const handle = openSync(file, 'w+');
  writeSync(handle, Buffer.alloc(SIZE, 1), 0, SIZE, 0);
  fsyncSync(handle);
  const content = Buffer.alloc(SIZE, 7);
  let at = 0;
  return {
    write: (bytes) => {
      if (at + bytes > SIZE) at = 0;
      writeSync(handle, content, 0, bytes, at);
      fdatasyncSync(handle);
      at += bytes;
    },
    close: () => closeSync(handle),
  };
}
