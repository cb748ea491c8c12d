#include "meta/policy_table.h"

#include <fcntl.h>

#include "base/fs.h"
#include "harness.h"
#include "model/policy.h"

/* The manual's page, which must not fall behind the tables. */
static gk_buf manual;

static void begin(void)
{
    manual = (gk_buf)GK_BUF_INIT;
    GK_CHECK_INT(gk_fs_read(AT_FDCWD, "content/manual/windows.md", 1 << 20, &manual), 0);
}

static bool says(const char *before, const char *text, const char *after)
{
    gk_buf wanted = GK_BUF_INIT;
    gk_buf_printf(&wanted, "%s%s%s", before, text, after);
    bool found = gk_view_find(gk_buf_view(&manual), gk_buf_view(&wanted), 0) != SIZE_MAX;
    if (!found) GK_CHECK_STR(wanted.p, "a part of content/manual/windows.md");
    gk_buf_free(&wanted);
    return found;
}

static void names_words(const gk_policy_word *words)
{
    for (; words->value; words++) GK_CHECK(says("`", words->value, "`"));
}

static void names_fields(const gk_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];
        GK_REQUIRE(fields[i].name.n < sizeof name);
        memcpy(name, fields[i].name.p, fields[i].name.n);
        name[fields[i].name.n] = '\0';
        GK_CHECK(says("`", name, "`"));
        if (fields[i].kind == GK_FIELD_TABLE && fields[i].items->field_count)
            names_fields(fields[i].items->fields, fields[i].items->field_count);
        if (fields[i].kind == GK_FIELD_MAP && fields[i].field_count)
            names_fields(fields[i].fields, fields[i].field_count);
        if (fields[i].kind == GK_FIELD_LIST && fields[i].items->field_count)
            names_fields(fields[i].items->fields, fields[i].items->field_count);
    }
}

GK_TEST(policy_table_is_in_the_manual)
{
    size_t count;
    begin();
    const gk_field *fields = gk_policy_table(&count);
    names_fields(fields, count);
    names_words(gk_policy_counts);
    names_words(gk_policy_starts);
    names_words(gk_policy_keeps);
    names_words(gk_policy_events);
    names_words(gk_policy_effects);
    names_words(gk_policy_points);
    const gk_person_field *persons = gk_person_fields(&count);
    for (size_t i = 0; i < count; i++) {
        if (persons[i].never)
            GK_CHECK(says("", persons[i].label, ""));
        else
            GK_CHECK(says(persons[i].name, "` ", persons[i].label));
    }
    gk_buf_free(&manual);
}

static int length_of(const gk_policy_word *words)
{
    int n = 0;
    while (words[n].value) n++;
    return n;
}

GK_TEST(policy_words_are_those_of_the_enums)
{
    GK_CHECK_INT(length_of(gk_policy_keeps), GK_KEEPS);
    GK_CHECK_INT(length_of(gk_policy_events), GK_EVENTS);
    GK_CHECK_INT(length_of(gk_policy_points), GK_POINTS);
    GK_CHECK_INT(length_of(gk_policy_effects), GK_EFFECT_END + 1);
    GK_CHECK_INT(gk_policy_word_find(gk_policy_keeps, GK_V("outcome")), GK_KEEP_OUTCOME);
    GK_CHECK_INT(gk_policy_word_find(gk_policy_events, GK_V("withdraw")), GK_EVENT_WITHDRAW);
    GK_CHECK_INT(gk_policy_word_find(gk_policy_points, GK_V("opens")), GK_POINT_OPENS);
    GK_CHECK_INT(gk_policy_word_find(gk_policy_effects, GK_V("pause")), GK_EFFECT_PAUSE);
    GK_CHECK_INT(gk_policy_word_find(gk_policy_effects, GK_V("pauses")), -1);
}

/* What must never be shown, by name: a new row of the table does not weaken this list. */
GK_TEST(policy_never_shows)
{
    static const char *const never[] = {"birth_date", "id_number",    "student_number",
                                        "phone",      "address",      "email",
                                        "family",     "bank_account", "discipline"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        const gk_person_field *field = gk_person_field_find(gk_view_of(never[i]));
        GK_CHECK(field && field->never);
    }
}

GK_TEST(policy_hours)
{
    static const struct {
        const char *text;
        int minutes; /* -1: refused */
    } hours[] = {{"17:00", 1020}, {"00:01", 1},  {"24:00", 1440}, {"09:30", 570}, {"00:00", -1},
                 {"24:01", -1},   {"9:30", -1},  {"17:60", -1},   {"17-00", -1},  {"+7:00", -1},
                 {"-1:00", -1},   {"17:0 ", -1}, {"", -1},        {"17点", -1}};
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
        uint16_t minutes = 0;
        bool read = gk_policy_hour(gk_view_of(hours[i].text), &minutes);
        GK_CHECK(read == (hours[i].minutes >= 0));
        if (read && hours[i].minutes >= 0) GK_CHECK_INT(minutes, hours[i].minutes);
    }
}
