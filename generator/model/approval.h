/* Whose approval documents need before they are public (data/approval.yaml; its schema:
 * meta/approval_table.h), and whether they have it.
 *
 * The evidence is in git, bound to the path and the bytes of a document: lines at the end of
 * messages ("Approved-by: Name <email>") of
 *   - the commit that brought the present text to the present path, and merges that carried it;
 *   - any commit that names the path and the text in a line "Approves: PATH BLOB".
 * Whatever changes or moves the text makes it void. Whoever wrote the text (author, Co-authored-by)
 * can't approve it, nor can somebody who is no approver with a role of the step, or not of the
 * document's branch. A line counts as verified when the commit is signed by the key of that very
 * person (source: the server's file of allowed signers); else it is recorded: anybody who may push
 * can write it. */
#ifndef GK_MODEL_APPROVAL_H
#define GK_MODEL_APPROVAL_H

#include "base/arena.h"
#include "meta/value.h"

enum { GK_APPROVAL_STEPS = 8 };

typedef struct gk_approval_words {
    const gk_view *items;
    uint32_t count;
} gk_approval_words;

typedef struct gk_approval_step {
    gk_view name; /* the key of `reviewers` in the front matter */
    gk_view label, trailer;
    gk_approval_words roles; /* none: any */
} gk_approval_step;

typedef struct gk_approval_rule {
    gk_approval_words types, branches; /* none: all */
    uint32_t steps;                    /* bits 1 << number of the step */
    bool verified, stop;
} gk_approval_rule;

typedef struct gk_approver {
    gk_view email;
    gk_approval_words roles, branches;
} gk_approver;

typedef struct gk_approval_rules {
    gk_approval_step steps[GK_APPROVAL_STEPS];
    uint32_t step_count;
    gk_approval_rule *rules;
    uint32_t rule_count;
    gk_approver *approvers;
    uint32_t approver_count;
    gk_view since; /* digits of a commit; empty: none */
} gk_approval_rules;

/* Makes the rules from data.approval; null gives none, with the usual steps. Borrows the value. */
void gk_approval_rules_make(gk_value data, gk_arena *arena, gk_approval_rules *out);

/* The rule of a document's type and branch (empty: of none), or NULL: it needs no approval. */
const gk_approval_rule *gk_approval_rule_of(const gk_approval_rules *rules, gk_view type,
                                            gk_view branch);

/* A line of a message, as it is written but for the email: in small letters. */
typedef struct gk_approval_line {
    gk_view key, email;
    gk_view rest;    /* the whole value */
    int64_t time;    /* of its commit; INT64_MIN: not credible */
    bool verified;   /* set by whoever checks signatures */
    uint32_t commit; /* for the caller */
} gk_approval_line;

/* The lines "Key: value" of a message's last paragraph, in the arena; at most GK_APPROVAL_LINES.
 * Keys are compared by gk_view_same_word. */
enum { GK_APPROVAL_LINES = 64 };
uint32_t gk_approval_lines(gk_view message, gk_arena *arena, gk_approval_line **out);

typedef enum gk_approval_state {
    GK_APPROVAL_MISSING,
    GK_APPROVAL_RECORDED,
    GK_APPROVAL_VERIFIED
} gk_approval_state;

/* Why a line that is there does not count; the best that was found. */
typedef enum gk_approval_why {
    GK_APPROVAL_NO_LINE,
    GK_APPROVAL_NOBODY,  /* its email is no approver's */
    GK_APPROVAL_ROLE,    /* not with such a role, or not of that branch */
    GK_APPROVAL_AUTHOR,  /* of the text */
    GK_APPROVAL_UNSIGNED /* recorded, but the rule wants a signature */
} gk_approval_why;

typedef struct gk_approval_found {
    uint8_t state; /* gk_approval_state */
    uint8_t why;   /* of what is missing or not enough: gk_approval_why */
    bool enough;   /* for the rule */
    gk_view role;  /* of who approved */
    int64_t time;
    uint32_t commit;
} gk_approval_found;

/* What a document has, by step; and whether that is all that its rule wants. */
typedef struct gk_approval {
    const gk_approval_rule *rule; /* NULL: it needs none */
    gk_approval_found found[GK_APPROVAL_STEPS];
    const gk_approval_rules *former; /* by which it was judged instead of the site's; or NULL */
    bool granted;
    bool exempt; /* it was there before `since` */
} gk_approval;

/* Judges a document by the lines that speak of it; `authors` are emails in small letters. */
void gk_approval_judge(const gk_approval_rules *rules, const gk_approval_rule *rule, gk_view branch,
                       const gk_approval_line *lines, uint32_t count, const gk_view *authors,
                       uint32_t author_count, gk_approval *out);

/* 已核验, 已登记, 未登记. */
const char *gk_approval_state_label(gk_approval_state state);
const char *gk_approval_state_name(gk_approval_state state);

#endif
