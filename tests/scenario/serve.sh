# The preview: it serves what was built, only under its own names, builds again when a file changes, says over the stream of
# events what is wrong while the last good pages stay, and leaves nothing behind.
. "$GK_ROOT/tests/scenario/parts.bash"
needs curl
cp -r "$GK_ROOT/tests/golden/portal/site" site
gongkai serve site >said 2>&1 &
server=$!
trap 'kill -9 $server 2>/dev/null' EXIT
await grep -q http:// said
url=$(sed -n 's|.*\(http://127.0.0.1:[0-9]*\)/.*|\1|p' said | head -n 1)
port=${url##*:}
code() {
    curl -s -o /dev/null -w '%{http_code}' --path-as-is "$@"
}
is() {
    [ "$1" = "$2" ] || fail "$3: $1, not $2"
}
is "$(code "$url/")" 200 home
is "$(code "http://localhost:$port/")" 200 localhost
is "$(code -H 'Host: evil.example' "$url/")" 403 'another host'
is "$(code -H "Host: 127.0.0.1:1" "$url/")" 403 'another port'
is "$(code "$url/notices")" 301 'a folder without its slash'
is "$(code "$url/nothing/")" 404 'a missing page'
is "$(code "$url/../site/site.yaml")" 404 'a way out'
is "$(code "$url/%2e%2e/site/site.yaml")" 404 'an encoded way out'
is "$(code "$url/.gongkai/manifest.tsv")" 404 'the manifest'
is "$(code -X POST "$url/")" 405 'a post'
is "$(code -I "$url/")" 200 'a head'
is "$(code -r 0-3 "$url/sitemap.xml")" 206 'a range'
is "$(curl -s -r 0-4 "$url/sitemap.xml")" '<?xml' 'the bytes of a range'
is "$(code -r 99999999- "$url/sitemap.xml")" 416 'a range behind the end'
curl -s "$url/" | grep -q '<script src="/.gongkai/preview.js?' || fail 'no script in the page'
curl -sN "$url/.gongkai/events" >events &
stream=$!
await grep -q '"ok":true' events
page=$(curl -s "$url/")

# A fault: the stream tells, the page stays.
cp site/site.yaml kept.yaml
printf 'nonsense_key: 1\n' >>site/site.yaml
await grep -q '"ok":false' events
grep -q '"diagnostics":\[{"code"' events || fail 'no diagnostics'
is "$(curl -s "$url/")" "$page" 'the last good page'
cp kept.yaml site/site.yaml
sleep 0.3

# A change in a folder that is new.
mkdir -p site/static/new/folder
printf 'fresh\n' >site/static/new/folder/file.txt
await sh -c "curl -s '$url/new/folder/file.txt' '$url/static/new/folder/file.txt' | grep -q fresh"

# A second preview takes another port; a port that is asked for must be free.
gongkai serve site --port "$port" >second 2>&1 && fail 'a port in use was accepted'
grep -q SERVE-PORT second || fail 'the port in use was not named'

kill $stream 2>/dev/null
kill -INT $server
wait $server
is $? 0 'the end'
trap - EXIT
ls -d gongkai-* 2>/dev/null && fail 'the temporary folder is left'
[ ! -e site/public ] || fail 'the site was written into'
exit 0
