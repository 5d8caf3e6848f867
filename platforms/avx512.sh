#!/bin/sh
# Runs all backends on an emulated processor with AVX-512: Bochs boots a kernel from a disk whose first program runs the
# tests. Its processors that have instructions for SHA-1 and SHA-256 as well compute these wrong.
set -eu
cd "$(dirname "$0")"
. ./debian.sh
for tool in bochs-bin genisoimage cpio; do
    command -v "$tool" >/dev/null || skip "${tool%-bin}"
done
isolinux=/usr/lib/ISOLINUX/isolinux.bin
[ -e "$isolinux" ] || skip isolinux
kernel=$(needed linux-image-cloud-amd64 linux-image-)
[ -n "$kernel" ] || skip "Debian's linux-image-cloud-amd64"
unpack "$kernel" "$kernel" busybox-static

work=$root/target/avx512
rm -rf "$work"
mkdir -p "$work/disk" "$work/system/bin" "$work/system/dev" "$work/system/tests"
# Each test program, instead of being run, is put there.
CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="install -s -t $work/system/tests" \
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-Ctarget-feature=+crt-static" \
    cargo test --release --locked --target x86_64-unknown-linux-gnu --target-dir "$root/target/static" \
    --manifest-path "$root/Cargo.toml" -p otp-core --features hazmat --test backends --test vectors --test window
cp "$debian/bin/busybox" "$work/system/bin"
cat >"$work/system/init" <<'END'
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
for test in /tests/*; do
    PROPTEST_CASES=64 "$test" --test-threads 1 --nocapture --skip other_processors && echo "passed: $test"
done
/bin/busybox sleep 1 # until all that was said has gone out
/bin/busybox poweroff -f
END
chmod +x "$work/system/init"
(cd "$work/system" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/disk/system"

cp "$isolinux" /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/disk"
cp "$debian/boot/vmlinuz-${kernel#linux-image-}" "$work/disk/linux"
# This Bochs gives another size for a compacted state of the vector registers than Linux works out.
cat >"$work/disk/isolinux.cfg" <<'END'
DEFAULT linux
LABEL linux
 KERNEL linux
 INITRD system
 APPEND console=ttyS0 quiet mitigations=off clearcpuid=xsaves,xsavec panic=-1
END
genisoimage -quiet -o "$work/disk.iso" -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table \
    "$work/disk"

echo c >"$work/continue" # what its debugger, which is built in, is told
mkfifo "$work/nobody"
said=$work/said.txt
cat >"$work/bochsrc" <<END
cpu: model=corei7_skylake_x, ips=50000000
megs: 512
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path=$work/disk.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$said
display_library: term
log: $work/bochs.log
clock: sync=none
END
# Its screen is a terminal, where nobody types. When the machine is switched off it ends with 1.
TERM=vt100 timeout 1800 script -qec "bochs-bin -q -f $work/bochsrc -rc $work/continue" /dev/null \
    <>"$work/nobody" >"$work/screen" 2>&1 || true
grep -a '^test \|^passed: ' "$said"
grep -aq 'best: avx512' "$said"
for test in "$work"/system/tests/*; do
    grep -aq "passed: /tests/${test##*/}" "$said"
done
