import { read as readFd } from 'node:fs';
import type { SerialPort } from 'serialport';

type Binding = NonNullable<SerialPort['port']>;
type PollingBinding = Extract<Binding, { poller: unknown }>;

const readOnce = (fd: number, buffer: Buffer, offset: number, length: number) =>
  new Promise<{ code: string | null; bytesRead: number }>((resolve) => {
    readFd(fd, buffer, offset, length, null, (error, bytesRead) =>
      resolve(error ? { code: error.code ?? 'EIO', bytesRead: 0 } : { code: null, bytesRead }),
    );
  });

const readable = (binding: PollingBinding) =>
  new Promise<Error | null>((resolve) => binding.poller.once('readable', resolve));

const closed = () => Object.assign(new Error('the port is closed'), { canceled: true });

async function readOrHangUp(binding: PollingBinding, buffer: Buffer, offset: number, length: number) {
  for (;;) {
    if (binding.fd === null) throw closed();
    const { code, bytesRead } = await readOnce(binding.fd, buffer, offset, length);
    if (bytesRead > 0) return { buffer, bytesRead };
    if (code === null) throw new Error('the line hung up');
    if (code !== 'EAGAIN' && code !== 'EINTR') throw new Error(`the line failed (${code})`);
    // Closing destroyed the poller meanwhile: polling it would crash the process.
    if (binding.fd === null) throw closed();
    const interrupted = await readable(binding);
    if (interrupted) throw interrupted;
  }
}

/**
 * Makes the end of a serial line a disconnect. With VMIN 1 a read of zero bytes means the terminal hung up, yet
 * bindings-cpp 13 reads on for ever then, at full processor load and with no event, when the unplugging met a read in
 * progress (seen here: a pty closed in the middle of a frame). Windows reports an error by itself.
 */
export function disconnectAtEndOfFile(serial: SerialPort): void {
  const binding = serial.port;
  if (!binding || !('poller' in binding)) return;
  binding.read = (buffer: Buffer, offset: number, length: number) => readOrHangUp(binding, buffer, offset, length);
}
