#include "emit/search_code.h"

#include "harness.h"

GK_TEST(search_numbers_come_back)
{
    gk_buf out = GK_BUF_INIT;
    uint32_t number, x = 1;
    for (int turn = 0; turn < 20000; turn++) {
        x = x * 1664525 + 1013904223;
        uint32_t wanted = turn < 3000 ? (uint32_t)turn : x >> (turn % 32);
        size_t i = 0;
        gk_buf_truncate(&out, 0);
        gk_search_put(&out, wanted);
        bool read = gk_search_get(gk_buf_view(&out), &i, &number);
        GK_CHECK(read && number == wanted && i == out.n);
        /* A number that is cut off is none. */
        i = 0;
        GK_CHECK(!gk_search_get(gk_view_n(out.p, out.n - 1), &i, &number) && i == 0);
    }
    gk_buf_free(&out);
}

GK_TEST(search_numbers_are_plain)
{
    gk_buf out = GK_BUF_INIT;
    gk_search_put(&out, 0);
    gk_search_put(&out, 31);
    gk_search_put(&out, 32);
    gk_search_put(&out, UINT32_MAX);
    GK_CHECK_STR(out.p, "0OP1oooooo3");
    size_t i = 0;
    uint32_t number;
    GK_CHECK(!gk_search_get(GK_V("!"), &i, &number));
    GK_CHECK(!gk_search_get(GK_V("oooooo4"), &i, &number));
    GK_CHECK(!gk_search_get(GK_V("oooooooo0"), &i, &number));
    gk_buf_free(&out);
}

GK_TEST(search_rows_are_written_as_distances)
{
    gk_buf out = GK_BUF_INIT;
    const uint32_t rows[] = {0, 1, 2, 5, 40};
    gk_search_put_rows(&out, rows, 5);
    GK_CHECK_STR(out.p, "0002R1");
    gk_buf_truncate(&out, 0);
    gk_search_put_rows(&out, rows + 3, 1);
    GK_CHECK_STR(out.p, "5");
    gk_buf_free(&out);
}

/* The client counts the same: 党费 is 0x515A 0x8D39. */
GK_TEST(search_hash_is_that_of_the_client)
{
    GK_CHECK_INT(gk_search_hash(0x515A, 0x8D39), (0x515A * 2053 + 0x8D39) % 1000003);
    GK_CHECK_INT(gk_search_hash('q', 0), 'q' * 2053);
}
