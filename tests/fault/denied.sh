# An output folder that may not be written to, and one that another build is writing to.
set -e
cp -r "$GK_ROOT/tests/golden/portal/site" site
gongkai build site -o out
as=
if [ "$(id -u)" = 0 ]; then
    as='setpriv --reuid 65534 --regid 65534 --clear-groups'
    chmod 755 .
    $as gongkai --version >/dev/null 2>&1 || { echo 'the program is out of reach for another user'; exit 78; }
    $as test -r site/site.yaml || { echo 'the folder is out of reach for another user'; exit 78; }
else
    chmod -R a-w out
fi
status=0
$as gongkai build site -o out --now 2026-11-19 > said 2>&1 || status=$?
cat said
[ $status = 3 ]
grep -q IO-DENIED said
if [ -n "$as" ]; then
    status=0
    $as gongkai build site -o other > said 2>&1 || status=$?
    cat said
    [ $status = 3 ]
    grep -q IO-DENIED said
fi
[ ! -e other ]
