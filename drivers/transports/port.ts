import { fail, ok, type Result, type Transport, type TransportError } from '../contract/index.ts';
import { SerialTransport } from './serial.ts';
import { TcpTransport } from './tcp.ts';
import { UsbPrinterTransport } from './usb-printer.ts';
import { isUsbPrinterPort, parseUsbPrinterPort, type UsbPrinterPort } from './usb-printer-port.ts';

/** Where a device is: a serial path (`/dev/ttyUSB0`, `COM3`), `tcp://host:port`, or a USB printer (`/dev/usb/lp0`). */
export type Port =
  | { readonly kind: 'usbPrinter'; readonly where: UsbPrinterPort }
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly tcpPort: number };

const invalid = (message: string): Result<Port, TransportError> => fail({ kind: 'notFound', message });

/** Reads a configured port. A failure says which part is wrong. */
export function parsePort(text: string): Result<Port, TransportError> {
  const port = text.trim();
  if (port === '') return invalid('no port given: expected a serial path or tcp://host:port');
  if (isUsbPrinterPort(port)) {
    const where = parseUsbPrinterPort(port);
    return where.ok ? ok({ kind: 'usbPrinter', where: where.value }) : where;
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(port)) return ok({ kind: 'serial', path: port });
  const match = /^tcp:\/\/(\[[0-9a-f:.]+\]|[^:/\s[\]]+):(\d{1,5})\/?$/i.exec(port);
  if (!match) return invalid(`"${port}" is neither a serial path nor tcp://host:port`);
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  const tcpPort = Number(match[2]);
  if (tcpPort < 1 || tcpPort > 65_535) return invalid(`"${port}": TCP ports run from 1 to 65535`);
  return ok({ kind: 'tcp', host, tcpPort });
}

/** Makes the closed transport for a configured port. `baudRate` is used on serial paths only. */
export function createTransport(text: string, options: { baudRate: number }): Result<Transport, TransportError> {
  const port = parsePort(text);
  if (!port.ok) return port;
  if (port.value.kind === 'tcp') return ok(new TcpTransport(port.value.host, port.value.tcpPort));
  if (port.value.kind === 'usbPrinter') return ok(new UsbPrinterTransport(text.trim(), port.value.where));
  return ok(new SerialTransport(port.value.path, options));
}
