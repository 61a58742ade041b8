#!/usr/bin/python3
"""A USB card reader for tests, plugged in and out under a pcscd that was started with this bed's environment.

Arguments: vendor id in four decimal digits. Lines on stdin: `plug` and `unplug`, each answered by a line of JSON on stdout;
the first line tells the environment. Run it with LD_PRELOAD=libumockdev-preload.so.0: who sends uevents must see the device
too. It ends when stdin ends.
"""
import json
import os
import shutil
import sys

import gi

gi.require_version('UMockdev', '1.0')
from gi.repository import UMockdev  # noqa: E402

USB = '/devices/pci0000:00/0000:00:14.0/usb1/1-1'
INTERFACE = f'{USB}/1-1:1.0'


def description(vendor):
    blocks = [
        [
            f'P: {USB}', 'E: DEVNAME=/dev/bus/usb/001/002', 'E: DEVTYPE=usb_device',
            'E: SUBSYSTEM=usb', f'A: idVendor={vendor}\\n', 'A: idProduct=0001\\n', 'A: serial=R0001\\n',
            'A: busnum=1\\n', 'A: devnum=2\\n',
        ],
        [
            f'P: {INTERFACE}', 'E: DEVTYPE=usb_interface', 'E: SUBSYSTEM=usb', 'A: bInterfaceNumber=00\\n',
            'A: bInterfaceClass=0b\\n',
        ],
    ]
    return '\n\n'.join('\n'.join(block) for block in blocks) + '\n'


def plug(testbed):
    testbed.add_from_string(description(sys.argv[1]))
    for path in (USB, INTERFACE):
        testbed.uevent('/sys' + path, 'add')


def unplug(testbed):
    for path in (INTERFACE, USB):
        testbed.uevent('/sys' + path, 'remove')
    testbed.remove_device('/sys' + USB)
    # umockdev forgets this one.
    os.unlink(f'{testbed.get_root_dir()}/sys/bus/usb/devices/1-1:1.0')


def apart(what, testbed):
    """In a process of its own: umockdev 0.17 leaves sockets behind every time, and its preload ends who has a hundred."""
    child = os.fork()
    if child == 0:
        what(testbed)
        os._exit(0)
    os.waitpid(child, 0)


def main():
    testbed = UMockdev.Testbed.new()
    root = testbed.get_root_dir()

    def tell(**line):
        print(json.dumps(line), flush=True)

    tell(environment={'UMOCKDEV_DIR': root, 'LD_PRELOAD': os.environ['LD_PRELOAD']})
    for line in sys.stdin:
        apart(plug if line.strip() == 'plug' else unplug, testbed)
        tell(done=line.strip())
    shutil.rmtree(root, ignore_errors=True)
    os._exit(0)


main()
