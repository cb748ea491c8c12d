/* Every example of the reference page gives what the page says. */
#include <stdio.h>

#include "harness.h"
#include "script/fixture.h"
#include "script/reference.h"

/* Lines of an example that begin with "-- local" are to be at the top of the file. */
static void put_source(gk_buf *out, const char *example)
{
    gk_view rest = gk_view_of(example), line;
    gk_buf body = GK_BUF_INIT;
    while (gk_view_split(&rest, '\n', &line)) {
        bool top = gk_view_starts(line, GK_V("-- local "));
        gk_buf_put(top ? out : &body, top ? gk_view_from(line, 3) : line);
        gk_buf_putc(top ? out : &body, '\n');
    }
    gk_buf_printf(out, "return {filters = {f = function()\n%s\nend}}", body.p);
    gk_buf_free(&body);
}

GK_TEST(api_examples)
{
    gk_script_example example;
    size_t run = 0;
    for (size_t i = 0; gk_script_example_at(i, &example); i++) {
        gk_buf source = GK_BUF_INIT;
        if (!example.code) continue;
        put_source(&source, example.code);
        gk_fixture *f = gk_fixture_load("{\"filters\": {\"f\": {}}}", source.p);
        const char *result = gk_fixture_filter(f, "f", gk_value_null());
        if (strcmp(result, example.expected) != 0) printf("%s\n", example.code);
        GK_CHECK_STR(result, example.expected);
        gk_fixture_free(f);
        gk_buf_free(&source);
        run++;
    }
    GK_CHECK(run > 20);
}

GK_TEST(api_page_is_current)
{
    gk_buf page = GK_BUF_INIT;
    static char text[1 << 17];
    FILE *file = fopen("content/manual/plugin-api.md", "rb");
    GK_REQUIRE(file != NULL);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    gk_script_put_reference(&page);
    GK_CHECK_STR(page.p, text);
    gk_buf_free(&page);
}
