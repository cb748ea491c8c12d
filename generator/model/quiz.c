#include "model/quiz.h"

enum { OPTIONS_LEAST = 2 };

typedef struct checking {
    gk_view file, text;
    gk_diags *diags;
    bool good;
} checking;

static void fault(checking *c, gk_message id, gk_span span, gk_view a)
{
    gk_diag_add(c->diags, id, gk_place_at(c->file, c->text, span.from, span.to), a);
    c->good = false;
}

static gk_view text_of(const gk_node *map, const char *key)
{
    const gk_node *node = gk_node_get(map, gk_view_of(key));
    return node && node->kind == GK_NODE_SCALAR ? gk_view_trim(node->u.text) : (gk_view){NULL, 0};
}

static bool is_list(const gk_node *node)
{
    return node && node->kind == GK_NODE_LIST;
}

static void check_twice(checking *c, const gk_node *options, uint32_t i)
{
    gk_view own = text_of(&options->u.entries[i].node, "text");
    for (uint32_t k = 0; own.n && k < i; k++)
        if (gk_view_eq(own, text_of(&options->u.entries[k].node, "text"))) {
            fault(c, GK_MSG_quiz_twice, options->u.entries[i].node.span, own);
            return;
        }
}

static void check_options(checking *c, gk_view ask, bool multiple, const gk_node *options)
{
    uint32_t right = 0;
    for (uint32_t i = 0; i < options->count; i++) {
        right += gk_view_is(text_of(&options->u.entries[i].node, "right"), "true");
        check_twice(c, options, i);
    }
    if (options->count < OPTIONS_LEAST)
        fault(c, GK_MSG_quiz_few, options->span, ask);
    else if (right == 0)
        fault(c, GK_MSG_quiz_no_answer, options->span, ask);
    else if (right > 1 && !multiple)
        fault(c, GK_MSG_quiz_two_answers, options->span, ask);
}

static void check_question(checking *c, const gk_node *question)
{
    const gk_node *options = gk_node_get(question, GK_V("options")),
                  *answer = gk_node_get(question, GK_V("answer"));
    gk_view ask = text_of(question, "ask");
    if (is_list(options) && answer)
        fault(c, GK_MSG_quiz_both, answer->span, ask);
    else if (is_list(options))
        check_options(c, ask, gk_view_is(text_of(question, "kind"), "multiple"), options);
    else if (!answer && !options)
        fault(c, GK_MSG_quiz_no_answer, question->span, ask);
}

bool gk_quiz_check(gk_view file, gk_view text, const gk_node *front, gk_diags *diags)
{
    checking c = {file, text, diags, true};
    const gk_node *levels = gk_node_get(front, GK_V("quiz"));
    for (uint32_t i = 0; is_list(levels) && i < levels->count; i++) {
        const gk_node *level = &levels->u.entries[i].node,
                      *questions = gk_node_get(level, GK_V("questions"));
        for (uint32_t k = 0; is_list(questions) && k < questions->count; k++)
            check_question(&c, &questions->u.entries[k].node);
    }
    return c.good;
}
