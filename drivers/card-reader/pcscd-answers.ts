import { connect } from 'node:net';

/** Where pcsc-lite's service listens unless `PCSCLITE_CSOCK_NAME` says otherwise, as its library reads it. */
const SOCKET = '/run/pcscd/pcscd.comm';
/**
 * pcsc-lite's `CMD_VERSION` (`winscard_msg.h`): length and number of the command, then major, minor and result. The service
 * answers it whatever version it speaks itself.
 */
const ASK_VERSION = Buffer.from(Uint32Array.of(12, 0x11, 4, 4, 0).buffer);
const LIMIT_MS = 1_000;

/**
 * False when pcscd takes a connection and says nothing: then PC/SC's synchronous calls would wait for ever, and this process
 * with them. A service that is not there, and those of Windows and macOS, are for the library to judge.
 */
export function pcscdAnswers(limitMs = LIMIT_MS): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect(process.env.PCSCLITE_CSOCK_NAME ?? SOCKET);
    const end = (answers: boolean) => {
      clearTimeout(late);
      socket.destroy();
      resolve(answers);
    };
    const late = setTimeout(() => end(false), limitMs);
    socket.once('connect', () => socket.write(ASK_VERSION));
    socket.once('data', () => end(true));
    socket.once('close', () => end(true));
    // EAGAIN: so many wait already that there is no room to wait.
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code !== 'EAGAIN'));
  });
}
