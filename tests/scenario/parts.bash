# What the scenarios in bash share; they begin with `. "$GK_ROOT/tests/scenario/parts.bash"`. A server is portal.git and www in
# the scenario's folder, an editor's clone is work; what the last command said is in the file said.
export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=甲 GIT_AUTHOR_EMAIL=author@example.invalid
export GIT_COMMITTER_NAME=甲 GIT_COMMITTER_EMAIL=author@example.invalid

# fail WORDS…: ends the scenario.
fail() {
    echo "$*"
    cat said events 2>/dev/null
    exit 1
}

# needs TOOL…
needs() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 77; }
    done
}

# The server's repository; a push into it is published at once.
install_hooks() {
    gongkai hook install portal.git --to www >said 2>&1 || fail install
}

# The same, but nothing is built unless the scenario says so: without a folder to publish to the hook starts no builder.
install_hooks_alone() {
    install_hooks
    sed -i '/^to:/d' portal.git/gongkai.yaml
}

# Makes what lies in work a clone.
start_clone() {
    git init -q -b main work && git -C work remote add origin ../portal.git || fail 'no clone'
}

# commit [MESSAGE]: all that was changed.
commit() {
    git -C work add -A && git -C work commit -qm "${1:-改动}" || fail "nothing to commit for ${1:-改动}"
}

# Pushes what was committed; refused: not 0.
send() {
    git -C work push -q origin HEAD:main >said 2>&1
}

# A site of notices in work, without any; its rules of approval are the scenario's.
approval_site() {
    mkdir -p work/types work/data work/notices
    cat >work/site.yaml <<'S'
title: 审批
base_url: https://example.invalid/
theme: {name: campus, options: {organizer: 党委}}
sections: {notices: {title: 通知, type: notice}}
S
    cat >work/types/notice.yaml <<'S'
name: notice
label: 通知
permalink: /:section/:slug/
fields: {title: {type: string, required: true, label: 标题}}
S
}

# document NAME TITLE: a notice of that site.
document() {
    printf -- '---\ntitle: %s\n---\n正文。\n' "$2" >"work/notices/$1.md"
}
