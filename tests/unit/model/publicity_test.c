#include "model/publicity.h"

#include "harness.h"
#include "meta/scalar.h"
#include "model/card.h"
#include "model/tables.h"

static gk_arena arena;
static gk_calendar calendar;
static gk_policy policy;

static const char rules[] =
    "defaults: {days: 5, show: [name, department], outcome_within: 10}\n"
    "kinds:\n"
    "  development:\n"
    "    label: 发展党员\n"
    "    contact: [phone, email]\n"
    "    stages: {activist: {label: 入党积极分子}, full: {label: 转正, days: 7, count: calendar}}\n"
    "  commendation: {label: 评优表彰, keep: [window, outcome]}\n"
    "  decision: {label: 重大决策, show: []}\n";

static void begin(void)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_value value = gk_value_null();
    arena = (gk_arena)GK_ARENA_INIT;
    gk_test_calendar(&arena, &calendar);
    gk_data_read(GK_DATA_YAML, GK_V("policy.yaml"), gk_view_of(rules), 480, &arena, &diags, &value);
    gk_policy_from_data(value, &arena, &policy);
    gk_diags_free(&diags);
}

static gk_date at(const char *text)
{
    gk_date date = {0, 0, false};
    GK_CHECK(gk_date_parse(gk_view_of(text), 480, &date));
    return date;
}

static const gk_node *parse(const char *yaml, gk_diags *diags)
{
    return gk_yaml_parse(GK_V("a.md"), gk_view_of(yaml), 0, strlen(yaml), GK_YAML_FILE_MAX, &arena,
                         diags);
}

/* The announcement at a time; its state, or what is wrong. */
static const char *state_at(const char *yaml, const char *now, gk_publicity *out)
{
    static const char *const faults[] = {"", "no opens", "no rule", "reversed", "no table"};
    gk_diags diags = GK_DIAGS_INIT;
    gk_value values = gk_scalar_node(parse(yaml, &diags), 480, &arena);
    gk_publicity_fault fault = gk_publicity_of(&policy, &calendar, values, at(now), out, NULL);
    gk_diags_free(&diags);
    return fault ? faults[fault] : gk_publicity_state_name(out->state);
}

#define PLAIN "kind: development\nstage: activist\nopens: 2026-03-02\ncount: 3\n"

GK_TEST(publicity_states_change_at_the_minute)
{
    gk_publicity p;
    begin();
    GK_CHECK_STR(state_at(PLAIN, "2026-03-01T23:59:59", &p), "scheduled");
    GK_CHECK_STR(state_at(PLAIN, "2026-03-02", &p), "open");
    GK_CHECK(gk_publicity_wants_roster(&p));
    GK_CHECK_STR(state_at(PLAIN, "2026-03-06T16:59:59", &p), "open");
    GK_CHECK_STR(state_at(PLAIN, "2026-03-06T17:00:00", &p), "closed");
    GK_CHECK(!gk_publicity_wants_roster(&p));
    const char *done = PLAIN "outcome: {date: 2026-03-09, objections: 0, result: 无}\n";
    GK_CHECK_STR(state_at(done, "2026-03-08T23:59:59", &p), "closed");
    GK_CHECK(!gk_publicity_tells_outcome(&p));
    GK_CHECK_STR(state_at(done, "2026-03-09", &p), "concluded");
    GK_CHECK(gk_publicity_tells_outcome(&p));
    gk_arena_free(&arena);
}

GK_TEST(publicity_outcome_never_stands_beside_names)
{
    gk_publicity p;
    const char *early = PLAIN "outcome: {date: 2026-03-03, objections: 1, result: 不宜列为}\n";
    begin();
    GK_CHECK_STR(state_at(early, "2026-03-04", &p), "open");
    GK_CHECK(!gk_publicity_tells_outcome(&p));
    GK_CHECK(gk_publicity_gate(&p, true));
    gk_arena_free(&arena);
}

GK_TEST(publicity_gate_is_for_the_own_page_while_it_is_open)
{
    static const char *const times[] = {"2026-03-01", "2026-03-06T17:00:00", "2026-05-01"};
    gk_publicity p;
    begin();
    for (size_t i = 0; i < 3; i++) {
        state_at(PLAIN, times[i], &p);
        GK_CHECK(!gk_publicity_gate(&p, true));
    }
    state_at(PLAIN, "2026-03-03", &p);
    GK_CHECK(gk_publicity_gate(&p, true));
    GK_CHECK(!gk_publicity_gate(&p, false));
    gk_arena_free(&arena);
}

GK_TEST(publicity_events_move_the_end)
{
    gk_publicity p;
    begin();
    const char *extended = PLAIN "events: [{type: extend, date: 2026-03-05, days: 2}]\n";
    GK_CHECK_STR(state_at(extended, "2026-03-04", &p), "open");
    GK_CHECK_INT(p.window.ends.seconds, at("2026-03-06T17:00").seconds);
    GK_CHECK_STR(state_at(extended, "2026-03-09", &p), "open");
    GK_CHECK_INT(p.window.ends.seconds, at("2026-03-10T17:00").seconds);
    const char *corrected = PLAIN "events: [{type: correct, date: 2026-03-05}]\n";
    GK_CHECK_STR(state_at(corrected, "2026-03-10", &p), "open");
    GK_CHECK_INT(p.window.ends.seconds, at("2026-03-11T17:00").seconds);
    GK_CHECK_INT(p.corrections, 1);
    const char *withdrawn = PLAIN "events: [{type: withdraw, date: 2026-03-04}]\n";
    GK_CHECK_STR(state_at(withdrawn, "2026-03-03T23:59:59", &p), "open");
    GK_CHECK_INT(p.window.ends.seconds, at("2026-03-06T17:00").seconds);
    GK_CHECK_INT(p.until.seconds, at("2026-03-04").seconds);
    GK_CHECK_STR(state_at(withdrawn, "2026-03-04", &p), "withdrawn");
    GK_CHECK_STR(state_at(withdrawn, "2026-06-01", &p), "withdrawn");
    gk_arena_free(&arena);
}

GK_TEST(publicity_knows_when_it_last_changed)
{
    gk_publicity p;
    begin();
    const char *yaml = PLAIN "events: [{type: correct, date: 2026-03-05}]\n"
                             "outcome: {date: 2026-03-13, objections: 0, result: 无}\n";
    struct {
        const char *now, *changed;
    } cases[] = {{"2026-03-05", "2026-03-05"},
                 {"2026-03-11T16:59:59", "2026-03-05"},
                 {"2026-03-12", "2026-03-11T17:00"},
                 {"2026-03-20", "2026-03-13"}};
    state_at(yaml, "2026-03-04", &p);
    GK_CHECK(p.changed == GK_NO_DATE);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        state_at(yaml, cases[i].now, &p);
        GK_CHECK_INT(p.changed, at(cases[i].changed).seconds);
    }
    state_at(PLAIN "events: [{type: withdraw, date: 2026-03-04}]\n", "2026-04-01", &p);
    GK_CHECK_INT(p.changed, at("2026-03-04").seconds);
    gk_arena_free(&arena);
}

GK_TEST(publicity_suspended_shows_nobody_until_it_goes_on)
{
    gk_publicity p;
    begin();
    const char *open_ended = PLAIN "events: [{type: suspend, date: 2026-03-04}]\n";
    GK_CHECK_STR(state_at(open_ended, "2026-03-04", &p), "suspended");
    GK_CHECK_STR(state_at(open_ended, "2026-09-04", &p), "suspended");
    GK_CHECK(!gk_publicity_gate(&p, true));
    const char *resumed =
        PLAIN "events: [{type: suspend, date: 2026-03-04, resumes: 2026-03-10}]\n";
    GK_CHECK_STR(state_at(resumed, "2026-03-09", &p), "suspended");
    GK_CHECK_STR(state_at(resumed, "2026-03-10", &p), "open");
    /* 4, 5 and 6 March were left. */
    GK_CHECK_INT(p.window.ends.seconds, at("2026-03-12T17:00").seconds);
    GK_CHECK_STR(state_at(resumed, "2026-03-12T17:00:00", &p), "closed");
    gk_arena_free(&arena);
}

GK_TEST(publicity_does_not_open_again)
{
    static const char *const events[] = {"correct, date: 2026-03-09",
                                         "extend, date: 2026-03-09, days: 9",
                                         "suspend, date: 2026-03-09"};
    gk_publicity p;
    begin();
    for (size_t i = 0; i < 3; i++) {
        gk_buf yaml = GK_BUF_INIT;
        gk_buf_printf(&yaml, "%sevents: [{type: %s}]\n", PLAIN, events[i]);
        GK_CHECK_STR(state_at(yaml.p, "2026-03-10", &p), "closed");
        gk_buf_free(&yaml);
    }
    gk_arena_free(&arena);
}

GK_TEST(publicity_needs_rules_and_tables)
{
    gk_publicity p;
    begin();
    GK_CHECK_STR(state_at("kind: prize\nopens: 2026-03-02\n", "2026-03-02", &p), "no rule");
    GK_CHECK_STR(state_at("kind: development\nstage: x\nopens: 2026-03-02\n", "2026-03-02", &p),
                 "no rule");
    GK_CHECK_STR(state_at("kind: decision\n", "2026-03-02", &p), "no opens");
    GK_CHECK_STR(state_at("kind: decision\nopens: 2026-12-29\n", "2026-03-02", &p), "no table");
    GK_CHECK_STR(
        state_at("kind: decision\nopens: 2026-12-29\ncloses: 2027-01-08\n", "2027-01-08", &p),
        "open");
    GK_CHECK_STR(
        state_at("kind: decision\nopens: 2026-03-02\ncloses: 2026-02-27\n", "2026-03-02", &p),
        "reversed");
    gk_arena_free(&arena);
}

GK_TEST(publicity_keeps_what_the_policy_says)
{
    gk_publicity p;
    begin();
    state_at("kind: commendation\nopens: 2026-03-02\ncount: 2\n", "2026-03-03", &p);
    GK_CHECK(gk_publicity_keeps(&p, GK_KEEP_COUNT));
    state_at("kind: commendation\nopens: 2026-03-02\ncount: 2\n", "2026-03-13", &p);
    GK_CHECK(!gk_publicity_keeps(&p, GK_KEEP_COUNT));
    GK_CHECK(gk_publicity_keeps(&p, GK_KEEP_WINDOW));
    state_at("kind: decision\nopens: 2026-03-02\ncount: 2\n", "2026-03-03", &p);
    GK_CHECK(!gk_publicity_wants_roster(&p));
    gk_arena_free(&arena);
}

/* "ID line" of everything that a check says, separated by spaces. */
static const char *check(const char *yaml, const char *now, gk_buf *out)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf_truncate(out, 0);
    gk_buf_puts(out, "");
    const gk_node *front = parse(yaml, &diags);
    gk_publicity_document document = {GK_V("a.md"), gk_view_of(yaml), front,
                                      gk_scalar_node(front, 480, &arena)};
    gk_publicity_check(&policy, &calendar, &document, at(now), &arena, &diags);
    for (size_t i = 0; i < diags.count; i++)
        gk_buf_printf(out, "%s%s %u", i ? " " : "", gk_message_get(diags.items[i].id)->name,
                      diags.items[i].line);
    gk_diags_free(&diags);
    return out->n ? out->p : "";
}

#define CONTACT   "contact: {phone: 0999-5550103, email: a@b.example}\n"
#define PROPOSE   "  - {step: propose, date: 2026-02-24}\n"
#define REVIEW    "  - {step: review, secrecy: 保密员, date: 2026-02-25}\n"
#define APPROVE   "  - {step: approve, date: 2026-02-27}\n"
#define IMPLEMENT "  - {step: implement, date: 2026-03-02}\n"
#define STEPS     "steps:\n" PROPOSE REVIEW APPROVE IMPLEMENT

GK_TEST(publicity_check_tells_what_a_schema_can_not)
{
    static const struct {
        const char *yaml, *now, *says;
    } cases[] = {
        {PLAIN CONTACT STEPS, "2026-03-03", ""},
        {PLAIN CONTACT "steps:\n" PROPOSE REVIEW IMPLEMENT, "2026-03-03", "PUBLICITY-STEP 6"},
        {PLAIN CONTACT "steps:\n" PROPOSE APPROVE REVIEW IMPLEMENT, "2026-03-03",
         "PUBLICITY-ORDER 9"},
        {PLAIN CONTACT "steps:\n" PROPOSE
                       "  - {step: review, date: 2026-02-25}\n" APPROVE IMPLEMENT,
         "2026-03-03", "PUBLICITY-SECRECY 8"},
        {PLAIN CONTACT "steps:\n" PROPOSE REVIEW "  - {step: approve, date: 2026-03-03}\n",
         "2026-03-01", "PUBLICITY-APPROVAL 9"},
        {PLAIN CONTACT "steps:\n" PROPOSE REVIEW APPROVE, "2026-03-01", ""},
        {PLAIN CONTACT "steps:\n" PROPOSE REVIEW APPROVE, "2026-03-02", "PUBLICITY-IMPLEMENT 6"},
        {PLAIN "contact: {phone: 1}\n" STEPS, "2026-03-03", "PUBLICITY-CONTACT 5"},
        {"kind: decision\nopens: 2026-03-02\ncontact: {phone: 1}\n" STEPS, "2026-03-03", ""},
        {"kind: development\nopens: 2026-03-02\n" CONTACT STEPS, "2026-03-03", "PUBLICITY-STAGE 1"},
        {"kind: prize\nopens: 2026-03-02\n" CONTACT STEPS, "2026-03-03", "PUBLICITY-KIND 1"},
        {"kind: decision\nopens: 2026-03-02\ncloses: 2026-03-05\n" CONTACT STEPS, "2026-03-03",
         "PUBLICITY-SHORT 3"},
        {"kind: decision\nopens: 2026-03-02\ndays: 4\n" CONTACT STEPS, "2026-03-03",
         "PUBLICITY-SHORT 3"},
        {"kind: decision\nopens: 2026-03-02\ndays: 8\n" CONTACT STEPS, "2026-03-03", ""},
        {PLAIN CONTACT STEPS "outcome: {date: 2026-03-05}\n", "2026-03-03", "PUBLICITY-OUTCOME 11"},
        {PLAIN CONTACT STEPS "outcome: {date: 2026-03-06}\n", "2026-03-03", ""},
        {PLAIN CONTACT STEPS, "2026-03-20T23:00:00", ""},
        {PLAIN CONTACT STEPS, "2026-03-21", "PUBLICITY-OUTCOME-LATE 3"},
        {PLAIN CONTACT STEPS "date: 2026-03-02\n", "2026-03-03", ""},
        {PLAIN CONTACT STEPS "date: 2026-03-03\n", "2026-03-01", "PUBLICITY-DATE 11"},
        {PLAIN CONTACT STEPS "expires: 2026-12-01\n", "2026-03-03", "PUBLICITY-EXPIRES 11"},
        {PLAIN CONTACT STEPS "events:\n  - {type: extend, date: 2026-03-04}\n", "2026-03-05",
         "PUBLICITY-EVENT-DAYS 12"},
        {PLAIN CONTACT STEPS "events:\n  - {type: correct, date: 2026-03-09}\n", "2026-03-05",
         "PUBLICITY-EVENT 12"},
        {PLAIN CONTACT STEPS "events:\n  - {type: withdraw, date: 2026-03-09}\n", "2026-03-10", ""},
        {PLAIN CONTACT STEPS "events:\n  - {type: correct, date: 2026-02-27}\n", "2026-03-05",
         "PUBLICITY-EVENT 12"},
    };
    gk_buf said = GK_BUF_INIT;
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        GK_CHECK_STR(check(cases[i].yaml, cases[i].now, &said), cases[i].says);
    gk_buf_free(&said);
    gk_arena_free(&arena);
}

GK_TEST(publicity_tells_when_it_changes)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_next_change changes = GK_NEXT_CHANGE_INIT;
    begin();
    const char *yaml = PLAIN "events: [{type: extend, date: 2026-03-05, days: 2}]\n"
                             "outcome: {date: 2026-03-12}\n";
    gk_value values = gk_scalar_node(parse(yaml, &diags), 480, &arena);
    static const struct {
        const char *now, *next;
    } cases[] = {{"2026-02-01", "2026-03-02"},
                 {"2026-03-02", "2026-03-05"},
                 {"2026-03-05", "2026-03-10T17:00"},
                 {"2026-03-10T17:00", "2026-03-12"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_next_change_begin(&changes, at(cases[i].now));
        gk_publicity_changes(&policy, &calendar, values, at(cases[i].now), GK_V("a.md"), &changes);
        gk_next_change_sort(&changes);
        GK_REQUIRE(gk_next_change_first(&changes) == 1);
        GK_CHECK_INT(changes.items[0].when.seconds, at(cases[i].next).seconds);
    }
    gk_next_change_begin(&changes, at("2026-03-12"));
    gk_publicity_changes(&policy, &calendar, values, at("2026-03-12"), GK_V("a.md"), &changes);
    GK_CHECK_INT(gk_next_change_first(&changes), 0);
    gk_next_change_free(&changes);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
