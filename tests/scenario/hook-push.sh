# Pushes into a repository that `gongkai hook install` set up: what is added of errors is refused, in words, and the ref stays;
# what was there already is nobody's new fault.
. "$GK_ROOT/tests/scenario/parts.bash"
needs git
tip() {
    git -C portal.git rev-parse -q --verify "refs/heads/${1:-main}" || echo none
}
# push NAME WANTED-CODES…: none: it is accepted. What is refused is taken back in the clone.
push() {
    name=$1
    shift
    before=$(tip)
    send
    status=$?
    if [ $# = 0 ]; then
        [ $status = 0 ] || fail "$name is refused"
        [ "$(tip)" = "$(git -C work rev-parse HEAD)" ] || fail "$name did not arrive"
        return
    fi
    [ $status != 0 ] || fail "$name is accepted"
    [ "$(tip)" = "$before" ] || fail "$name moved the ref"
    for code in "$@" PUSH-REFUSED; do
        grep -q "\[$code\]" said || fail "$name does not say $code"
    done
    git -C work reset -q --hard "$before"
}
# tree ENTRY…: a commit with further entries at its top, as only plumbing makes it.
tree() {
    base=$(git -C work rev-parse HEAD)
    made=$({ git -C work ls-tree -z HEAD; printf "$1"; } | git -C work mktree -z --missing)
    git -C work update-ref HEAD "$(git -C work commit-tree -p "$base" -m 树 "$made")"
}
document() {
    printf -- '---\ntitle: %s\ndate: 2026-11-01\n---\n%s\n' "$2" "$3" >"work/notices/$1.md"
}

install_hooks
cp -r "$GK_ROOT/tests/golden/portal/site" work && rm -rf work/public
start_clone
commit 开始
push 'a first push'

document 20261101-good 通知一 正文。
commit && push 'a good document'
document 20261101-bad 通知二 '[没有](nothing.md)'
commit && push 'a dead link' LINK-DEAD
printf -- '---\ntitel: 错\n---\n' >work/notices/20261101-worse.md
commit && push 'a wrong field' FIELD-TYPO
grep -q 'notices/20261101-worse.md:2' said || fail 'the line is missing'
grep -q '怎么改' said || fail 'what to do is missing'

# The gate runs though the site does not enable it.
grep -q privacy work/site.yaml && fail 'the sample enables privacy'
document 20261102-id 名单表 '身份证号 11010519491231002X。'
commit && push 'an ID number' PRIVACY-ID
# Nor can a push put another in its place, or run anything of its own.
mkdir -p work/plugins/privacy work/plugins/own
printf 'name: privacy\nversion: 1.0.0\napi: 1\ndescription: 假的\n' >work/plugins/privacy/plugin.yaml
printf 'return {}\n' >work/plugins/privacy/plugin.lua
printf 'plugins: [privacy]\n' >>work/site.yaml
document 20261102-id 名单表 '身份证号 11010519491231002X。'
commit && push 'an ID number with a gate of its own' PRIVACY-ID
printf 'plugins: [{name: privacy, options: {skip: [notices]}}]\n' >>work/site.yaml
document 20261102-id 名单表 '身份证号 11010519491231002X。'
commit && push 'an ID number with options that let it through' PRIVACY-ID
mkdir -p work/plugins/own
printf 'name: own\nversion: 1.0.0\napi: 1\ndescription: 自己的\nprovides:\n  shortcodes: {box: {help: 框, body: markdown}}\n' \
    >work/plugins/own/plugin.yaml
printf 'while true do end\n' >work/plugins/own/plugin.lua
printf 'plugins: [own]\n' >>work/site.yaml
document 20261103-box 方框 '{{< box >}}文字{{< /box >}}'
commit && push 'a plugin of the site, whose code does not run'
git -C work rm -qr plugins/own notices/20261103-box.md && sed -i '/^plugins:/d' work/site.yaml
commit && push 'and its end'

ln -s ../site.yaml work/notices/link.md
commit && push 'a symbolic link' NAME-LINK
git -C work update-index --add --cacheinfo 160000,1111111111111111111111111111111111111111,notices/other
git -C work commit -qm 子模块 && push 'another repository' NAME-GITLINK
printf x >"work/notices/$(printf 'a\nb.md')"
commit && push 'a name with a newline' NAME-HIDDEN
printf x >work/notices/A.png && printf x >work/notices/a.png
commit && push 'two names that differ in case' NAME-CASE
blob=$(echo x | git -C work hash-object -w --stdin)
sub=$(printf "100644 blob $blob\tconfig\0" | git -C work mktree -z)
for name in .git .GIT 'git~1'; do
    base=$(git -C work rev-parse HEAD)
    tree "040000 tree $sub\t$name\0"
    send && fail "a folder $name is accepted"
    git -C work update-ref HEAD "$base"
done
# The same where git itself looks less closely.
git -C portal.git config receive.fsckObjects false
tree "040000 tree $sub\t.git\0"
push 'a folder .git' NAME-GIT
git -C portal.git config receive.fsckObjects true
# By its header: half a megabyte on its way would be 500 in memory.
truncate -s 500M work/notices/zeros.pdf
git -C work -c core.bigFileThreshold=1m add -A && git -C work commit -qm 零
push 'half a gigabyte of zeros' GIT-LARGE

# A server that can not check accepts nothing.
document 20261103-fine 通知三 正文。
commit && base=$(tip)
mv portal.git/hooks/pre-receive hook
mkdir empty && : >empty/libgit2.so.1.5
printf '#!/bin/sh\nexport LD_LIBRARY_PATH=%s\n' "$PWD/empty" >portal.git/hooks/pre-receive
tail -n +2 hook >>portal.git/hooks/pre-receive && chmod +x portal.git/hooks/pre-receive
send && fail 'a push that nobody checked is accepted'
grep -q '\[GIT-LIBRARY\]' said && grep -q '\[PUSH-UNCHECKED\]' said || fail 'PUSH-UNCHECKED'
[ "$(tip)" = "$base" ] || fail 'the ref moved unchecked'
mv hook portal.git/hooks/pre-receive
push 'the same with a check'

# The ref only grows.
git -C work commit -q --amend -m 改写 && base=$(tip)
git -C work push -qf origin HEAD:main >said 2>&1 && fail 'history is rewritten'
grep -q '\[PUSH-REWRITE\]' said || fail 'PUSH-REWRITE'
git -C work push -q origin :main >said 2>&1 && fail 'the ref is deleted'
grep -q '\[PUSH-DELETE\]' said || fail 'PUSH-DELETE'
[ "$(tip)" = "$base" ] || fail 'the ref moved'
git -C work reset -q --hard "$base"

# Other refs are not published, and pass with anything.
git -C work checkout -q -b draft
document 20261104-draft 草稿 '[没有](nothing.md)'
commit && git -C work push -q origin draft >said 2>&1 || fail 'a draft is refused'
[ "$(tip draft)" = "$(git -C work rev-parse HEAD)" ] || fail 'the draft did not arrive'

# A fault that is there already: it came past the hook.
mv portal.git/hooks/pre-receive aside
git -C work push -q origin draft:main 2>said || fail 'past the hook'
mv aside portal.git/hooks/pre-receive
git -C work checkout -q main && git -C work reset -q --hard draft
document 20261105-good 通知五 正文。
commit && push 'a good document beside an old fault'
grep -q '还有以前的 1 处错误.*\[PUSH-OLDER\]' said || fail 'nobody says that it will not be published'
printf '\n[没有](nothing.md)\n' >>work/notices/20261104-draft.md
commit && push 'the same fault once more' LINK-DEAD
sed -i '5i 先有一行。\n' work/notices/20261104-draft.md
commit && push 'an old fault on another line'
git -C work rm -q notices/20261101-good.md
document 20261106-link 通知六 '[一](20261105-good.md)'
commit && push 'a document less'
git -C work rm -q notices/20261105-good.md
commit && push 'a document that another leads to' LINK-DEAD

# A configuration that is broken hides the documents: who mends it is not blamed for what appears.
cp work/site.yaml site.good
mv portal.git/hooks/pre-receive aside
printf 'menu: [nowhere\n' >>work/site.yaml
commit && git -C work push -q origin HEAD:main 2>said || fail 'past the hook'
mv aside portal.git/hooks/pre-receive
cp site.good work/site.yaml
commit && push 'a configuration that is mended'

# An edition that the site does not have, then or now: nothing was checked, nothing comes in.
printf 'edition: nobody\n' >>portal.git/gongkai.yaml
document 20261107-edition 通知七 正文。
commit && push 'an edition that is not there' EDITION-UNKNOWN
echo hook-push: fine
