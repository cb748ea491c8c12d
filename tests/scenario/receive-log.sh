# When something was published is what the server's log says, whatever dates authors and committers write; a build takes the log
# in as far as it tells of its commit, so that later pushes change none of its bytes.
. "$GK_ROOT/tests/scenario/parts.bash"
needs git
# commit_on DAY: with forged dates.
commit_on() {
    export GIT_AUTHOR_DATE="$1T08:00:00+08:00" GIT_COMMITTER_DATE="$1T08:00:00+08:00"
    commit "$1"
}
audit() {
    gongkai audit --repo portal.git --rev main --format csv "$@" 2>said
}
# cells TITLE: when it was published and what shows it, at the end of its row.
cells() {
    grep -F "\"$1\"" | tr -d '\r' | sed 's/.*,\([^,]*\),"\([^"]*\)"$/\1 \2/'
}
log=portal.git/gongkai/receive.log
# received TIME OLD NEW [REF]: a line of a log that another server wrote.
received() {
    previous=$(printf '%064d' 0)
    [ -s $log ] && previous=$(tail -n 1 $log | tr -d '\n' | sha256sum | cut -d' ' -f1)
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$previous" "$1" "${4:-refs/heads/main}" "$2" "$3" 某人 >>$log
}
none=$(printf '%040d' 0)
at() {
    git -C work rev-parse "$1"
}

install_hooks
cp -r "$GK_ROOT/tests/golden/audit/site" work && (cd work && sed -i '/^clock/d' site.yaml && rm -rf public && rm -f announcements/[89ABD].md)
mv work/announcements/1.md one.md
start_clone
commit_on 2025-01-01
send || fail 'the first push'
cp one.md work/announcements/1.md
commit_on 2026-03-02
before=$(date -u -d '+8 hours' +%F)
send || fail 'the second push'
after=$(date -u -d '+8 hours' +%F)

# The hook's own log: the day on which it came, not the day that was written.
case $(audit | cells 公示1) in
"$before 接收记录" | "$after 接收记录") ;;
*) fail "the server's day: $(audit | cells 公示1)" ;;
esac
audit --lang en | grep -q '公示1.*published after it opened.*,"receive log"' || fail 'what came behind its end did not stand in time'
gongkai audit --config portal.git/gongkai.yaml --format csv 2>said | cells 公示1 | grep -q 接收记录 || fail 'by the configuration'
gongkai audit work --format csv 2>said | cells 公示1 | grep -qx '2026-03-02 提交时间' && fail 'this site shows no history'
sed -i '/^history/d' work/site.yaml
gongkai audit work --format csv 2>said | cells 公示1 | grep -qx '2026-03-02 提交时间' || fail 'without a log commits count'
git -C work checkout -q site.yaml
mv $log kept
gongkai audit --repo portal.git --rev main 2>said | grep -q '接收记录 [0-9]' && fail 'a log that is not there shows nothing'

# Other days, by a log written here: three pushes, the second with two commits and a merge.
tip1=$(at HEAD~1) tip2=$(at HEAD)
received 2026-02-20T01:00:00Z $none $tip1
received 2026-03-03T16:30:00Z $tip1 $tip2
audit | cells 公示1 | grep -qx '2026-03-04 接收记录' || fail 'the day by the time of the site'
audit | grep -q '公示1.*发布晚于公示开始' || fail 'late by the log'
# What came with the push that made the branch was taken over.
audit | grep '"公示5"' | grep -q 发布晚于 && fail 'taken over'
# Lines of other branches do not count, nor the same commits once more.
received 2026-03-01T01:00:00Z $none $tip2 refs/heads/draft
received 2026-04-01T01:00:00Z $none $tip2
audit | cells 公示1 | grep -qx '2026-03-04 接收记录' || fail 'the first push that brought it'
# The work of a branch counts from when it came to this one.
git -C work checkout -qb side && sed 's/公示1/公示6/' one.md >work/announcements/6.md && commit_on 2026-03-01
git -C work checkout -q main && echo 改 >>work/announcements/2.md && commit_on 2026-03-01
GIT_COMMITTER_DATE=2026-03-02T08:00:00+08:00 git -C work merge -q --no-ff -m 合并 side || fail merge
send || fail 'the merge is refused'
sed -i '$d' $log # what the hook wrote
received 2026-03-05T04:00:00Z $tip2 "$(at HEAD)"
audit | cells 公示6 | grep -qx '2026-03-05 接收记录' || fail 'a merged commit'
audit | grep -q '"公示2".*公示期内改动 1 次' || fail 'a change in the window'
gongkai audit --repo portal.git --rev main --format json 2>said | tr -d '\n' | grep -q '"title": "公示6"[^}]*"published": "2026-03-05", "evidence": "receive_log"' || fail json
gongkai audit --repo portal.git --rev main 2>said | tail -1 | grep -q '^发布日期的依据：接收记录 [0-9]* 篇$' || fail 'what the days are told by'
# A commit inside of a push came with it.
gongkai audit --repo portal.git --rev side --format csv 2>said | cells 公示6 | grep -q . && fail 'no such branch there'
gongkai audit --repo portal.git --rev "$(at side)" --format csv 2>said | cells 公示6 | grep -qx '2026-03-05 接收记录' || fail 'a commit inside of a push'
# Before the log began nothing is known.
cp $log whole && : >$log
received 2026-03-09T01:00:00Z $tip2 "$(at HEAD)"
audit | cells 公示1 | grep -q '提交时间\|文稿日期' || fail 'before the log'
audit | cells 公示6 | grep -qx '2026-03-09 接收记录' || fail 'after it began'
# A chain that is broken shows nothing, and that is told.
cp whole $log && sed -i '2s/2026-03-03T16/2026-03-01T16/' $log
audit | cells 公示1 | grep -q 接收记录 && fail 'a broken chain is believed'
audit >/dev/null; grep -q '接收记录从第 3 行起接不上.*\[RECEIVE-UNUSED\]' said || fail 'the broken chain is not told'
cp whole $log

# Publishing: the manifest tells how far the log was used.
publish() {
    gongkai publish --repo portal.git --to www --now 2026-11-20T09:00:00+08:00 >said 2>&1 || fail "publish: $1"
}
row() {
    sed -n "s/^#inputs.receive_log=//p" "$1/.gongkai/manifest.tsv"
}
publish one
release=$(readlink -f www/current)
[ "$(row $release)" = "$(tail -n 1 $log | tr -d '\n' | sha256sum | cut -d' ' -f1)" ] || fail 'the digest of the log'
gongkai build --repo portal.git --rev main -o built -q --now 2026-11-20T09:00:00+08:00 2>said || fail build
diff -r -x .gongkai built $release >said || fail 'build and publish differ'
[ "$(row built)" = "$(row $release)" ] || fail 'the digest of a build'
grep -v '^#' built/.gongkai/manifest.tsv >rows
[ "$(grep -o '^#[a-z_.]*' $release/.gongkai/manifest.tsv | sort | uniq -d)" = '' ] || fail 'an input is told twice'
for input in files history receive_log program; do
    grep -q "^#inputs.$input=[0-9a-f]*$" $release/.gongkai/manifest.tsv || fail "inputs.$input"
done
# The same files with another log are another site: the ledger tells days.
mv $log aside && gongkai build --repo portal.git --rev main -o other -q --now 2026-11-20T09:00:00+08:00 2>said; mv aside $log
[ -z "$(row other)" ] || fail 'no log, no digest'
diff -rq -x .gongkai built other >said && fail 'the log is no input of any page'
# Later pushes, and lines of others, change nothing of it.
received 2026-11-21T01:00:00Z $none "$(at HEAD)" refs/heads/draft
echo 再改 >>work/announcements/3.md && commit_on 2026-11-01
send || fail 'the last push'
gongkai build --repo portal.git --rev HEAD~1 -o again -q --now 2026-11-20T09:00:00+08:00 2>said || fail 'build again'
diff -r built again >said || fail 'a later push changes an earlier build'
publish two
gongkai verify $release --key /dev/null --rebuild --repo portal.git >said 2>&1
grep -q '不同 0' said || fail 'rebuild'
gongkai verify "$(readlink -f www/current)" --key /dev/null --rebuild --config portal.git/gongkai.yaml >said 2>&1
grep -q '不同 0' said || fail 'rebuild of the newer one'
# With a log that was changed since, or without one, that is told.
sed -i '1s/T01/T02/' $log && gongkai verify $release --key /dev/null --rebuild --repo portal.git >said 2>&1
grep -q 'REBUILD-LOG' said || fail 'a changed log is not told'
mv $log aside && gongkai verify $release --key /dev/null --rebuild --repo portal.git >said 2>&1
grep -q 'REBUILD-LOG' said || fail 'a missing log is not told'
echo receive-log: fine
