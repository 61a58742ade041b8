#!/bin/busybox sh
# First process of the guest: loads the modules, makes the host's own root (read-only, 9p) the root, and runs one program
# of the checkout there. The kernel's command line names it: node=… program=… with every odd byte as %XX.
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
while read -r module; do
  $b insmod "/modules/$module" || echo "init: $module was not loaded"
done < /modules/order

$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=1048576,cache=loose,ro host /host || echo 'init: no root'
$b mount -t proc proc /host/proc
$b mount -t sysfs sysfs /host/sys
$b mount -t devtmpfs devtmpfs /host/dev
$b mount -t tmpfs tmpfs /host/run
$b mount -t configfs configfs /host/sys/kernel/config
$b mkdir -p /host/dev/shm
$b mount -t tmpfs tmpfs /host/dev/shm

word() {
  for one in $($b cat /proc/cmdline); do
    case $one in "$1="*) $b printf "$(echo "${one#*=}" | $b sed 's/%/\\x/g')" ;; esac
  done
}
# What the program says is read on the first serial line; this console is the second.
# Simulated devices wait in reads of their own: more than Node's four threads.
$b env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run LANG=C.UTF-8 UV_THREADPOOL_SIZE=24 \
  $b chroot /host "$(word node)" "$(word program)" > /dev/ttyS0
echo "init: the program ended with $?"
$b poweroff -f
