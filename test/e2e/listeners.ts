import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP and a UDP door on this machine that count whoever knocks. */
export interface Doors {
  readonly tcpPort: number;
  readonly udpPort: number;
  knocks(): readonly string[];
  close(): void;
}

export async function openDoors(): Promise<Doors> {
  const knocks: string[] = [];
  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => knocks.push(`tcp ${data.subarray(0, 60).toString('latin1')}`));
    knocks.push('tcp connection');
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const udp = createSocket('udp4', () => knocks.push('udp datagram'));
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return {
    tcpPort: address.port,
    udpPort: udp.address().port,
    knocks: () => knocks,
    close: () => {
      tcp.close();
      udp.close();
    },
  };
}
