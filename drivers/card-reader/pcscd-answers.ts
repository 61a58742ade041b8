import { connect } from 'node:net';

/** Where pcsc-lite's service listens unless `PCSCLITE_CSOCK_NAME` says otherwise, as its library reads it. */
const SOCKET = '/run/pcscd/pcscd.comm';
/**
 * pcsc-lite's `CMD_VERSION` (`winscard_msg.h`): length and number of the command, then major, minor and result. The service
 * answers it whatever version it speaks itself.
 */
const ASK_VERSION = Buffer.from(Uint32Array.of(12, 0x11, 4, 4, 0).buffer);
const LIMIT_MS = 1_000;
/** EAGAIN: so many wait already that there is no room to wait; asked again so soon. */
const CROWDED_MS = 50;

/** `silent`: it takes a connection and says nothing. `absent`: it takes none, or drops it. */
export type PcscdSign = 'answers' | 'silent' | 'absent';

/**
 * When pcscd is silent, PC/SC's synchronous calls would wait for ever, and this process with them. Why one is absent is for the
 * library to judge, and so are the services of Windows and macOS, which always `answer` here.
 */
export async function askPcscd(limitMs = LIMIT_MS): Promise<PcscdSign> {
  if (process.platform !== 'linux') return 'answers';
  const deadline = performance.now() + limitMs;
  for (;;) {
    const sign = await ask(Math.max(1, deadline - performance.now()));
    if (sign !== 'crowded') return sign;
    if (performance.now() > deadline) return 'silent';
    await new Promise((resolve) => setTimeout(resolve, CROWDED_MS));
  }
}

function ask(limitMs: number): Promise<PcscdSign | 'crowded'> {
  return new Promise((resolve) => {
    const socket = connect(process.env.PCSCLITE_CSOCK_NAME ?? SOCKET);
    const end = (sign: PcscdSign | 'crowded') => {
      clearTimeout(late);
      socket.destroy();
      resolve(sign);
    };
    const late = setTimeout(() => end('silent'), limitMs);
    socket.once('connect', () => socket.write(ASK_VERSION));
    socket.once('data', () => end('answers'));
    socket.once('close', () => end('absent'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'EAGAIN' ? 'crowded' : 'absent'));
  });
}
