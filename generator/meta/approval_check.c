#include "meta/approval_table.h"
#include "meta/config_file.h"
#include "meta/scalar.h"

static const gk_view nothing = {NULL, 0};

enum { NAMES = 64, COMMIT_DIGITS = 40 };

typedef struct checking {
    gk_config_loading *l;
    const gk_config_file *file;
    gk_view steps[NAMES], types[NAMES];
    size_t step_count, type_count;
} checking;

static uint32_t count_of(const gk_node *node, gk_node_kind kind)
{
    return node && node->kind == kind ? node->count : 0;
}

static bool is_text(const gk_node *node)
{
    return node && node->kind == GK_NODE_SCALAR && !gk_node_is_null(node);
}

static void fault(checking *c, gk_message id, const gk_node *node, const gk_view *names, size_t n)
{
    gk_view near = names ? gk_config_suggest(c->l, node->u.text, names, n) : nothing;
    gk_config_fault(c->l, c->file, id, node->span, node->u.text, near);
}

static void check_names(checking *c, const gk_node *list, gk_message id, const gk_view *names,
                        size_t n)
{
    for (uint32_t i = 0; i < count_of(list, GK_NODE_LIST); i++) {
        const gk_node *node = &list->u.entries[i].node;
        bool known = !is_text(node);
        for (size_t k = 0; k < n && !known; k++) known = gk_view_eq(names[k], node->u.text);
        if (!known) fault(c, id, node, names, n);
    }
}

static void check_steps(checking *c, const gk_node *steps)
{
    for (uint32_t i = 0; i < count_of(steps, GK_NODE_MAP) && c->step_count < NAMES; i++) {
        const gk_entry *entry = &steps->u.entries[i];
        const gk_node *trailer = gk_node_get(&entry->node, GK_V("trailer"));
        c->steps[c->step_count++] = entry->key;
        if (!gk_scalar_is_id(entry->key))
            gk_config_fault(c->l, c->file, GK_MSG_config_name, entry->key_span, entry->key,
                            nothing);
        if (is_text(trailer) && !gk_approval_trailer_ok(trailer->u.text))
            fault(c, GK_MSG_approval_trailer, trailer, NULL, 0);
    }
    for (size_t i = 0; !c->step_count && gk_approval_steps[i].name; i++)
        c->steps[i] = gk_view_of(gk_approval_steps[i].name);
    if (!count_of(steps, GK_NODE_MAP)) c->step_count = 3;
}

static void check_since(checking *c, const gk_node *since)
{
    if (!is_text(since)) return;
    bool good = since->u.text.n == COMMIT_DIGITS;
    for (size_t i = 0; good && i < since->u.text.n; i++) {
        char d = since->u.text.p[i];
        good = (d >= '0' && d <= '9') || (d >= 'a' && d <= 'f');
    }
    if (!good) fault(c, GK_MSG_approval_since, since, NULL, 0);
}

static void check_approvers(checking *c, const gk_node *list)
{
    for (uint32_t i = 0; i < count_of(list, GK_NODE_LIST); i++) {
        const gk_node *email = gk_node_get(&list->u.entries[i].node, GK_V("email"));
        for (uint32_t k = 0; k < i && is_text(email); k++) {
            const gk_node *other = gk_node_get(&list->u.entries[k].node, GK_V("email"));
            if (is_text(other) && gk_view_eq(other->u.text, email->u.text))
                fault(c, GK_MSG_approval_twice, email, NULL, 0);
        }
    }
}

void gk_approval_check(gk_config_loading *l, const gk_config_file *file)
{
    checking c = {.l = l, .file = file};
    const gk_types *types = &l->out->types;
    const gk_node *rules = gk_node_get(file->node, GK_V("rules"));
    for (size_t i = 0; i < types->count && c.type_count < NAMES; i++)
        if (!types->items[i].abstract) c.types[c.type_count++] = types->items[i].name;
    check_steps(&c, gk_node_get(file->node, GK_V("steps")));
    check_since(&c, gk_node_get(file->node, GK_V("since")));
    for (uint32_t i = 0; i < count_of(rules, GK_NODE_LIST); i++) {
        const gk_node *rule = &rules->u.entries[i].node;
        check_names(&c, gk_node_get(rule, GK_V("types")), GK_MSG_approval_type, c.types,
                    c.type_count);
        check_names(&c, gk_node_get(rule, GK_V("steps")), GK_MSG_approval_step, c.steps,
                    c.step_count);
    }
    check_approvers(&c, gk_node_get(file->node, GK_V("approvers")));
}
