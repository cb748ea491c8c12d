# A full disk: the portal that is there stays whole, and the next build with room completes.
set -e
cp -r "$GK_ROOT/tests/golden/portal/site" site
if [ "$(id -u)" != 0 ] || ! unshare -m true 2>/dev/null; then
    echo 'mounting a small disk needs root and a root folder that is a mount point'
    exit 78
fi
unshare -m bash -e <<'END'
mkdir disk
mount -t tmpfs -o size=600k tmpfs disk 2>/dev/null || { echo 'a small disk can not be mounted'; exit 78; }
gongkai build site -o disk/out --jobs 2
before=$(cd disk/out && find . -type f | sort | xargs sha256sum)
head -c 300000 /dev/urandom > site/static/big.bin
dd if=/dev/zero of=disk/filler bs=1k count=2000 2>/dev/null || true
status=0
gongkai build site -o disk/out --jobs 2 > said 2>&1 || status=$?
cat said
[ $status = 3 ]
grep -q DISK-FULL said
[ "$(grep -c DISK-FULL said)" = 1 ]
[ "$before" = "$(cd disk/out && find . -type f | sort | xargs sha256sum)" ]
# A new output on the full disk leaves nothing behind.
status=0
gongkai build site -o disk/second > said 2>&1 || status=$?
[ $status = 3 ]
[ "$(ls -A disk)" = "$(printf 'filler\nout')" ]
rm disk/filler
gongkai build site -o disk/out
cmp site/static/big.bin disk/out/big.bin || cmp site/static/big.bin disk/out/static/big.bin
END
