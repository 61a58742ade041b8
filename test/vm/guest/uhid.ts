import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/** Event numbers and layouts of <linux/uhid.h>, packed, little-endian. */
const EVENT = {
  destroy: 1,
  output: 6,
  getReport: 9,
  getReportReply: 10,
  create2: 11,
  input2: 12,
  setReport: 13,
  setReportReply: 14,
};
const EVENT_BYTES = 4_380;
const BUS_USB = 3;
const EIO = 5;
/** A blocked read in a thread would keep the process from ending; so nothing blocks and somebody looks. Milliseconds. */
const LOOK_EVERY_MS = 5;

export interface UhidOptions {
  readonly name: string;
  readonly serialNumber: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly descriptor: Uint8Array;
}

/** A HID device of the kernel whose far end is this process. Reports have their id in front, 0 where there is none. */
export class Uhid {
  readonly #fd: number;
  readonly #numbered: boolean;
  readonly #timer: NodeJS.Timeout;
  readonly features = new Map<number, Uint8Array>();
  onOutput: (report: Uint8Array) => void = () => undefined;
  onFeatureSet: (report: Uint8Array) => void = () => undefined;

  constructor(options: UhidOptions, numbered: boolean) {
    this.#fd = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
    this.#numbered = numbered;
    const event = Buffer.alloc(EVENT_BYTES);
    event.writeUInt32LE(EVENT.create2, 0);
    event.write(options.name, 4, 127);
    event.write('uhid/virtual', 132, 63);
    event.write(options.serialNumber, 196, 63);
    event.writeUInt16LE(options.descriptor.length, 260);
    event.writeUInt16LE(BUS_USB, 262);
    event.writeUInt32LE(options.vendorId, 264);
    event.writeUInt32LE(options.productId, 268);
    event.set(options.descriptor, 280);
    writeSync(this.#fd, event);
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  input(report: Uint8Array): void {
    const raw = this.#numbered ? report : report.subarray(1);
    const event = Buffer.alloc(6 + raw.length);
    event.writeUInt32LE(EVENT.input2, 0);
    event.writeUInt16LE(raw.length, 4);
    event.set(raw, 6);
    writeSync(this.#fd, event);
  }

  destroy(): void {
    clearInterval(this.#timer);
    const event = Buffer.alloc(4);
    event.writeUInt32LE(EVENT.destroy, 0);
    writeSync(this.#fd, event);
    closeSync(this.#fd);
  }

  #look(): void {
    const event = Buffer.alloc(EVENT_BYTES);
    for (;;) {
      try {
        readSync(this.#fd, event);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return;
        throw error;
      }
      this.#take(event);
    }
  }

  #take(event: Buffer): void {
    switch (event.readUInt32LE(0)) {
      case EVENT.output:
        this.onOutput(Uint8Array.from(event.subarray(4, 4 + event.readUInt16LE(4_100))));
        return;
      case EVENT.getReport:
        this.#answerFeature(event.readUInt32LE(4), event.readUInt8(8));
        return;
      case EVENT.setReport: {
        this.onFeatureSet(Uint8Array.from(event.subarray(12, 12 + event.readUInt16LE(10))));
        const reply = Buffer.alloc(10);
        reply.writeUInt32LE(EVENT.setReportReply, 0);
        reply.writeUInt32LE(event.readUInt32LE(4), 4);
        writeSync(this.#fd, reply);
        return;
      }
      default:
        // Start, stop, open, close: nothing to do for a device without a battery.
        return;
    }
  }

  #answerFeature(request: number, id: number): void {
    const report = this.features.get(id);
    const reply = Buffer.alloc(12 + (report?.length ?? 0));
    reply.writeUInt32LE(EVENT.getReportReply, 0);
    reply.writeUInt32LE(request, 4);
    reply.writeUInt16LE(report ? 0 : EIO, 8);
    reply.writeUInt16LE(report?.length ?? 0, 10);
    if (report) reply.set(report, 12);
    writeSync(this.#fd, reply);
  }
}
