#!/bin/bash
# What the manual tells an approver to type, as it stands there: rules, key, commit, push, and what
# is seen of it.
. "$GK_ROOT/tests/scenario/parts.bash"
needs git ssh-keygen
manual=$GK_ROOT/content/manual/history.md
unset "${!GIT_@}"
export HOME=$PWD/home GIT_CONFIG_NOSYSTEM=1
mkdir -p home/.ssh site/content/{notices,types,data}

# block LANGUAGE NUMBER: the block of the section on approvals, without what it is indented by.
block() {
    awk -v language="$1" -v wanted="$2" '
        /^## / { ours = $0 == "## 审批" }
        ours && $0 ~ "^ *```" language "$" { n++; inside = n == wanted; indent = index($0, "`") - 1; next }
        /^ *```$/ { inside = 0 }
        inside { print substr($0, indent + 1) }' "$manual" >found
    [ -s found ] || fail "the manual has no block $1 $2"
    cat found
}
approval=$(grep -o '`gongkai approval notices/[^`]*`' "$manual" | tr -d '`')
[ -n "$approval" ] || fail 'the manual does not tell how to look'
document=$(set -- $approval; echo "$3")

# The rules as the manual has them, but for the commit of a site that nobody has.
block yaml 1 | grep -v '^since:' >site/content/data/approval.yaml
cat >site/content/site.yaml <<'S'
title: 审批
base_url: https://example.invalid/
theme: {name: campus, options: {organizer: 党委}}
organisation: organisation
sections: {notices: {title: 通知, type: notice}}
S
echo '- {id: lending, name: 借阅党支部, short: 借阅, kind: 党支部}' >site/content/data/organisation.yaml
for type in notice news publicity; do
    cat >site/content/types/$type.yaml <<S
name: $type
label: 文稿
permalink: /:section/:slug/
fields:
  title: {type: string, required: true, label: 标题}
  branch: {type: reference, to: branch, label: 支部}
S
done
printf -- '---\ntitle: 通知\nbranch: lending\n---\n正文。\n' >"site/content/$document"
git init -q -b main site && cd site || exit 1
git add -A && git -c user.name=甲 -c user.email=jia@example.invalid commit -qm 文稿
git init -q --bare -b main ../party.git && git remote add origin ../party.git && git push -q -u origin main || fail 'no clone'

# 1: what is missing, and two lines to copy.
$approval >../said 2>&1
grep -q '✗' ../said || fail "nothing is missing: $(cat ../said)"
lines=$(grep -oE '(Approves|Reviewed-by): .*' ../said)
[ "$(grep -c . <<<"$lines")" = 2 ] || fail "not two lines: $(cat ../said)"

# 2: the key; nobody is asked for a password here.
block sh 1 | sed 's/^ssh-keygen /&-q -N "" /' >../key.sh
git config user.name 借阅 && git config user.email jieyue@lib.xinghu.example
bash -e ../key.sh || fail 'the key'
key=$HOME/.ssh/shenpi.pub
[ -s "$key" ] || fail 'the key is not where the manual has it'

# 3: the commit, with the line that was printed in place of the one that stands for it.
block sh 2 >../commit.sh
[ "$(grep -c '^Approves: content/notices/' ../commit.sh)" = 1 ] || fail 'no line Approves in the manual'
sed -i "s|^Approves: .*|$(head -n 1 <<<"$lines")|" ../commit.sh
bash -e ../commit.sh >../pushed 2>&1 || fail "the commit: $(cat ../pushed)"
[ "$(git rev-parse HEAD)" = "$(git -C ../party.git rev-parse main)" ] || fail 'it was not pushed'
grep -qF "$(tail -n 1 <<<"$lines" | grep -o '^[^:]*:')" <(git log -1 --format=%B) || fail 'another step than was printed'

# 4: the list of signers, by the line of the manual; ours and stock git agree.
block text 1 | sed "s|ssh-ed25519 .*|$(cut -d' ' -f1,2 "$key")|" >../signers
$approval --signers ../signers >../said 2>&1
grep -q '✓.*已核验' ../said && ! grep -q '✗' ../said || fail "not verified: $(cat ../said)"
$approval >../said 2>&1
grep -q '✓.*已登记' ../said || fail "not recorded without signers: $(cat ../said)"
git config gpg.ssh.allowedSignersFile ../signers && git verify-commit HEAD 2>/dev/null || fail 'git does not verify it'
sed -i 's/ssh-ed25519 A/ssh-ed25519 B/' ../signers
$approval --signers ../signers 2>&1 | grep -q 已核验 && fail 'any key verifies it'
exit 0
