# A push can not waive its own approval: the rules are those that it found, also when it is built late, together with others, or
# before git has told the log of it; nor can one that comes behind it let its document out.
. "$GK_ROOT/tests/scenario/parts.bash"
needs git
push() {
    commit "$1" && send || fail "refused: $1"
}
publish() {
    gongkai publish --repo portal.git --to www "$@" >said 2>&1
}
out() {
    [ ! -e "www/current/notices/$1" ] && ! grep -rq "$2" www/current/ --include=*.html || fail "$1 is out: $3"
}
in_() {
    [ -e "www/current/notices/$1/index.html" ] || fail "$1 is not there: $3"
}
# The rules as they were, with approvals of what is out by now.
restore() {
    cp kept $rules && sed -i "1i # $1" $rules
    lines=$(for path in work/notices/*.md; do
        name=$(basename "$path")
        [ ! -e "www/current/notices/${name%.md}" ] || echo "Approves: notices/$name $(git -C work hash-object "notices/$name")"
    done)
    push "恢复规定"$'\n\n'"$lines"$'\n''Approved-by: 丙 <secretary@example.invalid>'
}
rules=work/data/approval.yaml
log=portal.git/gongkai/receive.log

approval_site
cat >kept <<'S'
rules: [{types: [notice], steps: [third]}]
approvers: [{email: secretary@example.invalid, roles: [党委书记]}]
S
cp kept $rules
install_hooks_alone
start_clone
document first 第一篇
push $'开始\n\nApproved-by: 丙 <secretary@example.invalid>'
publish || fail 'the first'
in_ first 第一篇 'an approved one'

# Rules and document in one push.
waive() {
    sed -i 's/types: \[notice\]/types: []/; s/^rules:.*/rules: []/' $rules
}
waive && document one 甲稿
push 一次
publish || fail 'one push'
out one 甲稿 'by its own push'
grep -q 'notices/one.md：还缺三审，没有公布 \[APPROVAL-MISSING\]' said || fail 'it is not told'
# The push behind it finds the other rules, but does not let it out; its own document goes by them.
document two 乙稿
push 两次
publish || fail 'the next push'
out one 甲稿 'by the push behind it'
grep -q 'notices/one.md：审批的规定和这篇文稿是同一次推送改的：按原来的规定还缺三审.*\[APPROVAL-WAIVED\]' said || fail 'waived is not told'
in_ two 乙稿 'by the rules that it found'
# A rollback, and the first release anew, go by what these pushes found.
publish --rollback && out one 甲稿 'by a rollback'
out two 乙稿 'of a later commit'
gongkai approval notices/one.md --repo portal.git --rev main 2>&1 | grep -q '✗ 三审  没有登记' || fail 'the command'
# The release says which rules held; building again comes to the same.
publish --again || fail again
gongkai verify "$(readlink -f www/current)" --key /dev/null --rebuild --repo portal.git >said 2>&1
grep -q '不同 0' said || fail rebuild
[ "$(sed -n 's/^#before=//p' www/current/.gongkai/manifest.tsv)" = "$(git -C work rev-parse HEAD~1)" ] || fail before
# Approved by the former rules, or changed and pushed again under the new ones.
echo 改 >>work/notices/one.md
push 再改
publish || fail 'pushed again'
in_ one 甲稿 'pushed again'

# Rules and document in two commits of one push, the rules first.
restore 一
waive && commit 先改规定
document three 丙稿
push 两个提交
publish || fail 'two commits'
out three 丙稿 'by the first of two commits'
# A commit of the push that its tip takes back.
restore 二
cp $rules same && waive && document four 丁稿 && commit 免了
cp same $rules
push 又改回来
publish || fail 'taken back'
out four 丁稿 'rules taken back'

# Two pushes before anything is built; the second is harmless.
waive && document five 戊稿
push 改规定和文稿
document six 己稿
push 后面的
publish || fail 'two pushes'
out five 戊稿 'by a push that came before it was built'
# One that exempts what it brings.
restore 三
document seven 庚稿 && commit 写
echo "since: $(git -C work rev-parse HEAD)" >>$rules
push 免掉以前的
document eight 辛稿
push 再推一次
publish || fail since
out seven 庚稿 'by since'

# git changes the ref before it tells the log: whoever builds in between goes by the newest tip that the log has.
restore 四
publish || fail 'rules again'
cp $log whole
waive && document nine 壬稿
push 还没有记下
cp $log later && cp whole $log
publish || fail 'not in the log yet'
out nine 壬稿 'before the log has the push'
cp later $log
publish || fail 'in the log'
out nine 壬稿 'once the log has the push'

# A rule that stops: the push itself is refused.
cp kept $rules && sed -i 's/steps: \[third\]/steps: [third], missing: stop/' $rules
for path in one two three four five six seven eight nine; do rm -f work/notices/$path.md; done
push 停
waive && document ten 癸稿 && commit 不许
send && fail 'a stop is waived'
grep -q '还缺三审，不能公布 \[APPROVAL-REQUIRED\]' said || fail 'the stop is not told'
echo approval-waive: fine
