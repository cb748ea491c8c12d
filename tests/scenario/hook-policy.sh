# The rules that a push is held to are those of the commit before: it can not allow itself anything. The site is in content/ of
# its repository, as in this one.
command -v git >/dev/null || { echo 'git is not installed'; exit 77; }
export HOME=$PWD GIT_AUTHOR_NAME=甲 GIT_AUTHOR_EMAIL=a@xinghu.example GIT_COMMITTER_NAME=甲 GIT_COMMITTER_EMAIL=a@xinghu.example
fail() {
    echo "hook-policy: $*"
    cat said 2>/dev/null
    exit 1
}
push() {
    git -C work add -A && git -C work commit -qm "$1" || fail "nothing to commit for $1"
    git -C work push -q origin HEAD:main >said 2>&1
}
back() {
    git -C work reset -q --hard origin/main
}
document=work/content/disclosure/development/20261116-f8w2.md
policy=work/content/data/policy.yaml

gongkai hook install portal.git --to www >said 2>&1 || fail install
mkdir work && cp -r "$GK_ROOT/content" work/ && git init -q -b main work && git -C work remote add origin ../portal.git
push 'the whole sample' || fail 'the sample is refused'

sed -i '/^  email:/d' $document
push 'against the rules' && fail 'a document against the rules is accepted'
grep -q 'content/disclosure/development/20261116-f8w2.md.*\[PUBLICITY-CONTACT\]' said || fail 'PUBLICITY-CONTACT'
back
sed -i '/^  email:/d' $document
sed -i 's/contact: \[phone, email\]/contact: [phone]/' $policy
push 'rules and document at once' && fail 'a push allows itself something'
grep -q '\[PUBLICITY-CONTACT\]' said || fail 'PUBLICITY-CONTACT at once'
back
sed -i '/^  email:/d' $document
git -C work rm -q content/data/policy.yaml
push 'no rules any more' && fail 'a push takes its rules away'
grep -q '\[PUBLICITY-CONTACT\]' said || fail 'PUBLICITY-CONTACT without rules'
back
sed -i 's/contact: \[phone, email\]/kontact: [phone]/' $policy
push 'broken rules' && fail 'broken rules are accepted'
grep -q 'content/data/policy.yaml:[0-9]*:.*\[FIELD-TYPO\]' said || fail 'FIELD-TYPO'
back
# One after the other: somebody could look at the rules first.
sed -i 's/contact: \[phone, email\]/contact: [phone]/' $policy
push 'other rules' || fail 'other rules are refused'
sed -i '/^  email:/d' $document
push 'by the other rules' || fail 'the document is refused by the rules that hold now'
echo hook-policy: fine
