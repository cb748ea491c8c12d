#include "model/approval.h"

#include "meta/approval_table.h"

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_view text(gk_value map, const char *key)
{
    return gk_value_view(get(map, key));
}

static gk_approval_words words_of(gk_value list, gk_arena *arena)
{
    uint32_t n = gk_value_count(list);
    gk_view *items = gk_arena_alloc(arena, (n + 1) * sizeof *items);
    for (uint32_t i = 0; i < n; i++) items[i] = gk_value_view(gk_value_at(list, i, arena));
    return (gk_approval_words){items, n};
}

static bool has(const gk_approval_words *words, gk_view word)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (gk_view_eq(words->items[i], word)) return true;
    return false;
}

static void make_steps(gk_value table, gk_arena *arena, gk_approval_rules *out)
{
    uint32_t n = gk_value_count(table);
    for (uint32_t i = 0; i < n && i < GK_APPROVAL_STEPS; i++) {
        gk_value step = gk_value_at(table, i, arena);
        out->steps[out->step_count++] =
            (gk_approval_step){.name = gk_value_key(table, i),
                               .label = text(step, "label"),
                               .trailer = text(step, "trailer"),
                               .roles = words_of(get(step, "roles"), arena)};
    }
    for (size_t i = 0; !n && gk_approval_steps[i].name; i++)
        out->steps[out->step_count++] =
            (gk_approval_step){.name = gk_view_of(gk_approval_steps[i].name),
                               .label = gk_view_of(gk_approval_steps[i].label),
                               .trailer = gk_view_of(gk_approval_steps[i].trailer)};
}

static gk_approval_rule rule_of(gk_value map, const gk_approval_rules *rules, gk_arena *arena)
{
    gk_approval_words steps = words_of(get(map, "steps"), arena);
    gk_approval_rule rule = {.types = words_of(get(map, "types"), arena),
                             .branches = words_of(get(map, "branches"), arena),
                             .verified = gk_view_is(text(map, "evidence"), "verified"),
                             .stop = gk_view_is(text(map, "missing"), "stop")};
    for (uint32_t s = 0; s < rules->step_count; s++)
        if (has(&steps, rules->steps[s].name)) rule.steps |= 1u << s;
    return rule;
}

static gk_view small_letters(gk_view word, gk_arena *arena)
{
    gk_view copy = gk_arena_view(arena, word);
    char *p = (char *)(uintptr_t)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z') p[i] += 'a' - 'A';
    return copy;
}

void gk_approval_rules_make(gk_value data, gk_arena *arena, gk_approval_rules *out)
{
    gk_value rules = get(data, "rules"), approvers = get(data, "approvers");
    *out = (gk_approval_rules){.since = text(data, "since")};
    make_steps(get(data, "steps"), arena, out);
    out->rules = gk_arena_alloc(arena, (gk_value_count(rules) + 1) * sizeof *out->rules);
    for (uint32_t i = 0; i < gk_value_count(rules); i++)
        out->rules[out->rule_count++] = rule_of(gk_value_at(rules, i, arena), out, arena);
    out->approvers =
        gk_arena_alloc(arena, (gk_value_count(approvers) + 1) * sizeof *out->approvers);
    for (uint32_t i = 0; i < gk_value_count(approvers); i++) {
        gk_value map = gk_value_at(approvers, i, arena);
        out->approvers[out->approver_count++] =
            (gk_approver){.email = small_letters(text(map, "email"), arena),
                          .roles = words_of(get(map, "roles"), arena),
                          .branches = words_of(get(map, "branches"), arena)};
    }
}

const gk_approval_rule *gk_approval_rule_of(const gk_approval_rules *rules, gk_view type,
                                            gk_view branch)
{
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const gk_approval_rule *rule = &rules->rules[i];
        if ((rule->types.count && !has(&rule->types, type)) ||
            (rule->branches.count && !has(&rule->branches, branch)))
            continue;
        return rule->steps ? rule : NULL;
    }
    return NULL;
}

static gk_view last_paragraph(gk_view message)
{
    gk_view body = gk_view_trim(message), rest = body, line, found = body;
    bool within = false, first = true;
    while (gk_view_split(&rest, '\n', &line)) {
        bool empty = gk_view_trim(line).n == 0;
        /* The first paragraph is the subject, whatever it looks like. */
        if (!empty && !within && !first) found = gk_view_from(body, (size_t)(line.p - body.p));
        if (empty && within) first = false;
        within = !empty;
    }
    return first ? (gk_view){NULL, 0} : found;
}

/* "Name <email>": the email, in small letters; empty when there is none. */
static gk_view email_of(gk_view value, gk_arena *arena)
{
    size_t open = gk_view_rfind_byte(value, '<'), close = gk_view_rfind_byte(value, '>');
    if (open == SIZE_MAX || close == SIZE_MAX || close < open) return (gk_view){NULL, 0};
    return small_letters(gk_view_trim(gk_view_sub(value, open + 1, close - open - 1)), arena);
}

uint32_t gk_approval_lines(gk_view message, gk_arena *arena, gk_approval_line **out)
{
    gk_view rest = last_paragraph(message), line;
    uint32_t n = 0;
    bool goes_on = false; /* what is indented goes on with the line before, as git has it */
    *out = gk_arena_calloc(arena, GK_APPROVAL_LINES, sizeof **out);
    while (n < GK_APPROVAL_LINES && gk_view_split(&rest, '\n', &line)) {
        if (goes_on && line.n && (line.p[0] == ' ' || line.p[0] == '\t')) {
            gk_approval_line *last = &(*out)[n - 1];
            last->rest = GK_JOIN(arena, last->rest, GK_V(" "), gk_view_trim(line));
            last->email = email_of(last->rest, arena);
            continue;
        }
        goes_on = false;
        size_t colon = gk_view_find_byte(line, ':', 0);
        if (colon == SIZE_MAX || !gk_approval_trailer_ok(gk_view_n(line.p, colon))) continue;
        gk_view value = gk_view_trim(gk_view_from(line, colon + 1));
        (*out)[n++] = (gk_approval_line){
            .key = gk_view_n(line.p, colon), .email = email_of(value, arena), .rest = value};
        goes_on = true;
    }
    return n;
}

static const gk_approver *approver_of(const gk_approval_rules *rules, gk_view email)
{
    for (uint32_t i = 0; email.n && i < rules->approver_count; i++)
        if (gk_view_eq(rules->approvers[i].email, email)) return &rules->approvers[i];
    return NULL;
}

/* The role in which an approver takes a step for a branch; empty: in none. */
static gk_view role_for(const gk_approver *approver, const gk_approval_step *step, gk_view branch)
{
    if (approver->branches.count && !has(&approver->branches, branch)) return (gk_view){NULL, 0};
    for (uint32_t i = 0; i < approver->roles.count; i++)
        if (!step->roles.count || has(&step->roles, approver->roles.items[i]))
            return approver->roles.items[i];
    return (gk_view){NULL, 0};
}

static bool is_among(const gk_view *list, uint32_t count, gk_view word)
{
    for (uint32_t i = 0; i < count; i++)
        if (gk_view_eq(list[i], word)) return true;
    return false;
}

/* Takes a line into what is known of a step. */
static void take(const gk_approval_rules *rules, const gk_approval_step *step, gk_view branch,
                 const gk_approval_line *line, bool author, gk_approval_found *found)
{
    const gk_approver *approver = approver_of(rules, line->email);
    gk_view role = approver ? role_for(approver, step, branch) : (gk_view){NULL, 0};
    gk_approval_why why = !approver ? GK_APPROVAL_NOBODY
                          : author  ? GK_APPROVAL_AUTHOR
                          : !role.n ? GK_APPROVAL_ROLE
                                    : GK_APPROVAL_UNSIGNED;
    if (why != GK_APPROVAL_UNSIGNED) {
        if (found->state == GK_APPROVAL_MISSING && why > found->why) found->why = (uint8_t)why;
        return;
    }
    gk_approval_state state = line->verified ? GK_APPROVAL_VERIFIED : GK_APPROVAL_RECORDED;
    if (found->state >= state) return;
    *found = (gk_approval_found){.state = (uint8_t)state,
                                 .why = GK_APPROVAL_UNSIGNED,
                                 .role = role,
                                 .time = line->time,
                                 .commit = line->commit};
}

void gk_approval_judge(const gk_approval_rules *rules, const gk_approval_rule *rule, gk_view branch,
                       const gk_approval_line *lines, uint32_t count, const gk_view *authors,
                       uint32_t author_count, gk_approval *out)
{
    *out = (gk_approval){.rule = rule, .granted = true};
    for (uint32_t s = 0; s < rules->step_count; s++) {
        gk_approval_found *found = &out->found[s];
        bool wanted = rule && (rule->steps >> s & 1);
        for (uint32_t i = 0; i < count; i++)
            if (gk_view_same_word(lines[i].key, rules->steps[s].trailer))
                take(rules, &rules->steps[s], branch, &lines[i],
                     is_among(authors, author_count, lines[i].email), found);
        found->enough = found->state == GK_APPROVAL_VERIFIED ||
                        (found->state == GK_APPROVAL_RECORDED && !(rule && rule->verified));
        if (wanted && !found->enough) out->granted = false;
    }
}

const char *gk_approval_state_label(gk_approval_state state)
{
    static const char *const labels[] = {"未登记", "已登记", "已核验"};
    return labels[state];
}

const char *gk_approval_state_name(gk_approval_state state)
{
    static const char *const names[] = {"missing", "recorded", "verified"};
    return names[state];
}
