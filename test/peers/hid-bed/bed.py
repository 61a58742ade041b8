#!/usr/bin/python3
"""Virtual HID devices for tests: hidraw nodes of umockdev, steered by JSON lines.

Requests on stdin, each answered by {"answer": n} or {"answer": n, "refused": why}:
  {"n": 1, "do": "plug", "device": {"id", "vendorId", "productId", "manufacturer", "product", "serialNumber",
                                    "interface", "descriptor" (hex)}}
  {"n": 2, "do": "unplug", "id": ..}
  {"n": 3, "do": "input", "id": .., "hex": ..}      one input report, as the kernel would hand it over
  {"n": 4, "do": "feature", "id": .., "hex": ..}    what the next questions for this feature report answer
Events on stdout: {"event": "ready", "environment": {..}}, and with "id": opened, output, featureSet, dropped.
Only programs started with that environment see the devices. The bed ends when stdin ends.
"""
import collections
import errno
import fcntl
import json
import os
import shutil
import struct
import sys
import threading

import gi

gi.require_version('UMockdev', '1.0')
from gi.repository import UMockdev  # noqa: E402

PRELOAD = 'libumockdev-preload.so.0'
HIDRAW_MAJOR = 241
# Like the kernel's ring for each opening of a hidraw node.
REPORTS_KEPT = 64
F_SETPIPE_SZ = 1031
NUMBERS = 1000
UNPLUGGED_KEPT = 16
BUS_USB = 3

telling = threading.Lock()


def tell(**line):
    with telling:
        sys.stdout.write(json.dumps(line) + '\n')
        sys.stdout.flush()


def description(device, number):
    """The device as umockdev's text form: USB device, interface, HID device, hidraw node."""
    vendor, product = device['vendorId'], device['productId']
    place = number + 1
    interface = device.get('interface', 0)
    usb = f'/devices/pci0000:00/0000:00:14.0/usb1/1-{place}'
    hid_name = f'0003:{vendor:04X}:{product:04X}.{place:04X}'
    hid = f'{usb}/1-{place}:1.{interface}/{hid_name}'
    bus = f'bus/usb/001/{place + 1:03d}'
    blocks = [
        [
            f'P: {usb}', f'N: {bus}=1201', f'E: DEVNAME=/dev/{bus}', 'E: DEVTYPE=usb_device', 'E: SUBSYSTEM=usb',
            f'A: dev=189:{place}\\n', f'A: idVendor={vendor:04x}\\n', f'A: idProduct={product:04x}\\n',
            'A: bcdDevice=0100\\n', f'A: manufacturer={device["manufacturer"]}\\n',
            f'A: product={device["product"]}\\n', f'A: serial={device["serialNumber"]}\\n',
            'A: busnum=1\\n', f'A: devnum={place + 1}\\n',
        ],
        [
            f'P: {usb}/1-{place}:1.{interface}', 'E: DEVTYPE=usb_interface', 'E: SUBSYSTEM=usb', 'E: DRIVER=usbhid',
            f'A: bInterfaceNumber={interface:02d}\\n', 'A: bInterfaceClass=03\\n',
        ],
        [
            f'P: {hid}', 'E: SUBSYSTEM=hid', 'E: DRIVER=hid-generic',
            f'E: HID_ID=0003:{vendor:08X}:{product:08X}',
            f'E: HID_NAME={device["manufacturer"]} {device["product"]}',
            f'E: HID_PHYS=usb-0000:00:14.0-{place}/input{interface}', f'E: HID_UNIQ={device["serialNumber"]}',
            f'H: report_descriptor={device["descriptor"].upper()}',
        ],
        [
            f'P: {hid}/hidraw/hidraw{number}', f'E: DEVNAME=/dev/hidraw{number}',
            f'E: MAJOR={HIDRAW_MAJOR}', f'E: MINOR={number}', 'E: SUBSYSTEM=hidraw',
            f'A: dev={HIDRAW_MAJOR}:{number}\\n', f'L: device=../../../{hid_name}',
        ],
    ]
    # What umockdev forgets when it takes a device away.
    links = [
        f'/sys/bus/hid/devices/{hid_name}', f'/sys/bus/usb/devices/1-{place}:1.{interface}',
        f'/sys/class/hidraw/hidraw{number}', f'/sys/dev/char/189:{place}', f'/sys/dev/char/{HIDRAW_MAJOR}:{number}',
        f'/dev/.node/hidraw{number}',
    ]
    return usb, links, '\n\n'.join('\n'.join(block) for block in blocks) + '\n'


class Plugged:
    """One device from plugging to unplugging."""

    def __init__(self, testbed, device, number):
        self.testbed, self.device, self.id = testbed, device, device['id']
        self.descriptor = bytes.fromhex(device['descriptor'])
        self.features, self.clients, self.gone = {}, [], False
        self.root = testbed.get_root_dir()
        self.node = f'/dev/hidraw{number}'
        usb, self.links, text = description(device, number)
        self.usb = '/sys' + usb
        testbed.add_from_string(text)
        self.handler = UMockdev.IoctlBase()
        self.handler.connect('handle-ioctl', self.on_ioctl)
        self.handler.connect('handle-read', self.on_read)
        self.handler.connect('handle-write', self.on_write)
        self.handler.connect('client-connected', self.on_opened)
        testbed.attach_ioctl(self.node, self.handler)
        # umockdev would make a terminal of the node, which joins reports. A pipe in packet mode keeps one write one read.
        # It appears last and ready: whoever watches the folder opens it at once.
        made = f'{self.root}/hidraw{number}'
        os.mkfifo(made)
        self.pipe = os.open(made, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self.pipe, fcntl.F_SETFL, os.O_RDWR | os.O_NONBLOCK | os.O_DIRECT)
        fcntl.fcntl(self.pipe, F_SETPIPE_SZ, REPORTS_KEPT * 4096)
        os.rename(made, self.root + self.node)

    def unplug(self):
        self.gone = True
        self.testbed.detach_ioctl(self.node)
        self.testbed.remove_device(self.usb)
        for gone in [*self.links, self.node]:
            os.unlink(self.root + gone)
        # Wakes whoever polls; the read that follows fails.
        os.write(self.pipe, b'\0')

    def forget(self):
        os.close(self.pipe)

    def input(self, report):
        if not self.heard():
            return tell(event='dropped', id=self.id)
        try:
            os.write(self.pipe, report)
        except BlockingIOError:
            tell(event='dropped', id=self.id)

    def heard(self):
        # umockdev 0.17 has a signal for a client that went, and never sends it.
        self.clients = [client for client in self.clients if client.get_property('connected')]
        return bool(self.clients)

    def on_opened(self, _handler, client):
        # The kernel keeps nothing for nobody.
        while not self.heard() and not self.gone:
            try:
                os.read(self.pipe, 4096)
            except BlockingIOError:
                break
        self.clients.append(client)
        tell(event='opened', id=self.id)

    def on_read(self, _handler, client):
        if not self.gone:
            return False
        client.complete(-1, errno.EIO)
        return True

    def on_write(self, _handler, client):
        report = bytes(client.get_arg().retrieve())
        if self.gone:
            client.complete(-1, errno.ENODEV)
        else:
            tell(event='output', id=self.id, hex=report.hex())
            client.complete(len(report), 0)
        return True

    def on_ioctl(self, _handler, client):
        request = client.get_request() & 0xFFFFFFFF
        kind, number, size = request >> 8 & 0xFF, request & 0xFF, request >> 16 & 0x3FFF
        if self.gone:
            client.complete(-1, errno.ENODEV)
        elif kind != ord('H'):
            client.complete(-1, errno.ENOTTY)
        else:
            self.hidraw_ioctl(client, number, size)
        return True

    def hidraw_ioctl(self, client, number, size):
        """Numbers of <linux/hidraw.h>."""
        argument = client.get_arg().resolve(0, size)
        device = self.device

        def give(data, result=0):
            argument.update(0, list(data[:size]))
            client.complete(result, 0)

        def give_text(text):
            data = text.encode() + b'\0'
            give(data, min(len(data), size))

        if number == 0x01:
            give(struct.pack('i', len(self.descriptor)))
        elif number == 0x02:
            give(struct.pack('I', len(self.descriptor)) + self.descriptor)
        elif number == 0x03:
            give(struct.pack('IHH', BUS_USB, device['vendorId'], device['productId']))
        elif number == 0x04:
            give_text(f'{device["manufacturer"]} {device["product"]}')
        elif number == 0x05:
            give_text('usb-virtual/input0')
        elif number == 0x08:
            give_text(device['serialNumber'])
        elif number == 0x06:
            report = bytes(argument.retrieve())
            tell(event='featureSet', id=self.id, hex=report.hex())
            client.complete(size, 0)
        elif number == 0x07:
            report = self.features.get(bytes(argument.retrieve())[0])
            if report is None:
                client.complete(-1, errno.EIO)
            else:
                give(report, min(len(report), size))
        else:
            client.complete(-1, errno.ENOTTY)


class Bed:
    def __init__(self):
        self.testbed = UMockdev.Testbed.new()
        self.plugged, self.unplugged, self.next = {}, collections.deque(), 0

    def do(self, request):
        what = request['do']
        if what == 'plug':
            # A new number at every plugging, and an old one only when nobody can remember it.
            self.plugged[request['device']['id']] = Plugged(self.testbed, request['device'], self.next)
            self.next = (self.next + 1) % NUMBERS
        elif what == 'unplug':
            device = self.plugged.pop(request['id'])
            device.unplug()
            # Whoever has it open still has to hear of it.
            self.unplugged.append(device)
            if len(self.unplugged) > UNPLUGGED_KEPT:
                self.unplugged.popleft().forget()
        elif what == 'input':
            self.plugged[request['id']].input(bytes.fromhex(request['hex']))
        elif what == 'feature':
            report = bytes.fromhex(request['hex'])
            self.plugged[request['id']].features[report[0]] = report
        else:
            raise ValueError(f'nothing is known about {what}')


def main():
    bed = Bed()
    root = bed.testbed.get_root_dir()
    tell(event='ready', environment={'UMOCKDEV_DIR': root, 'LD_PRELOAD': PRELOAD})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            bed.do(request)
            tell(answer=request['n'])
        except Exception as thrown:  # noqa: BLE001: whatever it is, the test should read it
            tell(answer=request['n'], refused=repr(thrown))
    shutil.rmtree(root, ignore_errors=True)
    # Threads of the library still wait for clients.
    os._exit(0)


main()
