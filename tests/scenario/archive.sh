# An archive proves itself: every command that its 说明.txt gives is run on what was unpacked, with nothing else at hand; then once
# more after something was changed in it.
. "$GK_ROOT/tests/scenario/parts.bash"
needs git ssh-keygen python3 sha256sum awk
push() {
    commit "$1"
    send || fail "refused: $1"
}
approval_site
cat >work/data/approval.yaml <<'S'
rules: [{types: [notice], steps: [first, third], evidence: verified}]
approvers:
  - {email: secretary@example.invalid, roles: [党委书记]}
  - {email: branch@example.invalid, roles: [支部书记]}
steps:
  first: {label: 一审, trailer: Reviewed-by, roles: [支部书记]}
  third: {label: 三审, trailer: Approved-by, roles: [党委书记]}
S
for name in secretary branch web; do ssh-keygen -q -t ed25519 -N '' -C $name -f $name; done
for name in secretary branch; do echo "$name@example.invalid namespaces=\"git\" $(cat $name.pub)"; done >signers
install_hooks_alone
printf 'key: %s/web\nsigners: %s/signers\n' "$PWD" "$PWD" >>portal.git/gongkai.yaml
start_clone && git -C work config gpg.format ssh
push 开始
document a 一号通知
push 写稿
blob=$(git -C work rev-parse HEAD:notices/a.md)
approve() {
    git -C work -c user.signingkey="$PWD/$1" commit -q -S --allow-empty -m "审批"$'\n\n'"Approves: notices/a.md $blob"$'\n'"$2"
}
approve branch 'Reviewed-by: 乙 <branch@example.invalid>' && approve secretary 'Approved-by: 丙 <secretary@example.invalid>' || fail sign
send || fail 'the approvals'
gongkai publish --repo portal.git --to www >said 2>&1 || fail publish
[ -e www/current/notices/a/index.html ] || fail 'not published'
make_archive() {
    gongkai archive notices/a.md --repo portal.git --to www -o "$1" >said 2>&1 || fail "archive $1"
}
make_archive one.zip
# Whatever is pushed later, the same portal gives the same bytes.
document b 二号通知
push 后来的
make_archive two.zip
cmp one.zip two.zip || fail 'a later push changes the archive'

python3 -m zipfile -e one.zip box
grep -q "^三审	已核验	党委书记	.*	$(git -C work rev-parse HEAD~1)$" box/历史/审批.tsv || fail 'approvals'
for rev in HEAD~1 HEAD~2 HEAD~3; do
    id=$(git -C work rev-parse $rev)
    [ -e "box/历史/提交/$id.commit" ] && grep -q "^$id	20.*	$(tail -1 portal.git/gongkai/receive.log | cut -f6)	[23]$" box/接收记录-本文稿.tsv || fail "commit $rev"
done
[ "$(wc -l <box/接收记录.tsv)" = 3 ] || fail 'the log as far as it was used'
# What is said to be there is there.
sed -n '/^一、/,/^二、/s/^\([^　（]*\)　.*/\1/p' box/说明.txt | while read -r name; do
    [ -e "box/$name" ] || echo "$name"
done >missing
[ ! -s missing ] && [ "$(find box -type f | wc -l)" -gt 12 ] || fail "missing: $(cat missing)"

# The commands, as they stand there: numbered 1 to 6; what an archivist has no file for is left out.
sed -n 's/^    //p' box/说明.txt | grep -v 公钥文件 >commands.sh
check() {
    (cd box && env -i PATH="$PATH" HOME="$HOME" bash ../commands.sh) >said 2>&1
}
commits=$(find box/历史/提交 -name '*.commit' | wc -l)
check || fail 'the commands'
! grep -qv ': OK$\|^Good \|^历史/提交/\|^[0-9a-f]\{64\}$\|^#inputs.receive_log=' said || fail 'they say something else'
grep -q '^网页/notices/a/index.html: OK$' said || fail 'pages'
grep -q '^Good "gongkai" signature' said || fail 'the manifest'
[ "$(sed -n 's|^历史/提交/\(.*\).commit \(.*\)$|\1 \2|p' said | awk '$1 == $2' | wc -l)" = "$commits" ] || fail 'commits'
grep -q '^Good "git" signature for secretary@example.invalid' said && grep -q '^Good "git" signature for branch@example.invalid' said || fail 'signatures'
[ "$(grep -c . said)" -gt 10 ] && head=$(grep -x '[0-9a-f]\{64\}' said) && grep -qx "#inputs.receive_log=$head" said || fail 'the chain'
# And none of them is satisfied with anything else.
cp -r box good
changed() {
    check
    grep -q "$2" said || fail "$1 is not found"
    rm -r box && cp -r good box
}
echo x >>box/网页/notices/a/index.html && changed 'a page' 'index.html: FAILED'
sed -i 's/^/0/' box/清单/本页.tsv && changed 'a row' '^0[0-9a-f]*	'
sed -i '1s/$/1/' box/清单/manifest.tsv && changed 'the manifest' 'Signature verification failed\|incorrect signature'
for f in box/历史/提交/*.payload; do sed -i 's/审批/审查/' "$f"; done && changed 'what was signed' 'Signature verification failed\|incorrect signature'
sed -i '2s/20[0-9][0-9]-/2001-/' box/接收记录.tsv && changed 'the log' 接不上
echo archive: fine
