# The rules that a push is held to are those of the commit before: it can not allow itself anything. The site is in content/ of
# its repository, as in this one.
. "$GK_ROOT/tests/scenario/parts.bash"
needs git
push() {
    commit "$1"
    send
}
back() {
    git -C work reset -q --hard origin/main
}
document=work/content/disclosure/development/20261116-f8w2.md
policy=work/content/data/policy.yaml

install_hooks
mkdir work && cp -r "$GK_ROOT/content" work/
start_clone
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
