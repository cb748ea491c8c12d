#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/region.h"
#include "harness.h"

GK_TEST(map_keeps_every_key_in_order)
{
    static char keys[5000][8];
    gk_map map = GK_MAP_INIT;
    for (int i = 0; i < 5000; i++) {
        int n = snprintf(keys[i], sizeof keys[i], "k%d", i);
        bool fresh;
        *gk_map_put(&map, gk_view_n(keys[i], (size_t)n), &fresh) = (uint64_t)i;
        GK_REQUIRE(fresh);
    }
    GK_CHECK_INT(map.count, 5000);
    GK_CHECK_VIEW(map.entries[4999].key, "k4999");
    GK_REQUIRE(gk_map_get(&map, GK_V("k1234")));
    GK_CHECK_INT(*gk_map_get(&map, GK_V("k1234")), 1234);
    GK_CHECK(!gk_map_get(&map, GK_V("k5000")));
    gk_map_free(&map);
}

GK_TEST(buf_escapes_html_json_and_paths)
{
    gk_buf out = GK_BUF_INIT;
    gk_buf_put_html(&out, GK_V("<a href=\"x\">'&'</a>"));
    GK_CHECK_VIEW(gk_buf_view(&out), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    gk_buf_truncate(&out, 0);
    gk_buf_put_json(&out, GK_V("</script>\n\"\\\x01 \xE2\x80\xA8"));
    GK_CHECK_VIEW(gk_buf_view(&out), "\"\\u003c/script\\u003e\\n\\\"\\\\\\u0001 \\u2028\"");
    gk_buf_truncate(&out, 0);
    gk_buf_put_path(&out, GK_V("tags/党费 a?#%/"));
    GK_CHECK_VIEW(gk_buf_view(&out), "tags/%E5%85%9A%E8%B4%B9%20a%3F%23%25/");
    gk_buf_free(&out);
}

GK_TEST(buf_numbers)
{
    gk_buf out = GK_BUF_INIT;
    gk_buf_put_int(&out, INT64_MIN);
    gk_buf_putc(&out, ' ');
    gk_buf_put_int(&out, 0);
    GK_CHECK_VIEW(gk_buf_view(&out), "-9223372036854775808 0");
    char *owned = gk_buf_detach(&out);
    GK_CHECK_STR(owned, "-9223372036854775808 0");
    free(owned);
}

GK_TEST(arena_rewinds_and_resets)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_view kept = gk_arena_view(&arena, GK_V("kept"));
    gk_arena_mark mark = gk_arena_save(&arena);
    for (int i = 0; i < 100; i++) memset(gk_arena_alloc(&arena, 10000), 'x', 10000);
    gk_arena_rewind(&arena, mark);
    GK_CHECK_VIEW(kept, "kept");
    GK_CHECK_VIEW(gk_arena_printf(&arena, "%d %s", 7, "七"), "7 七");
    GK_CHECK_VIEW(GK_JOIN(&arena, GK_V("a"), GK_V(""), GK_V("bc")), "abc");
    gk_arena_reset(&arena);
    GK_CHECK_INT(arena.total, 0);
    gk_arena_free(&arena);
}

GK_TEST(hash_sha256_of_the_standard)
{
    char hex[65];
    gk_sha256 hash = gk_hash_sha256(GK_V("abc")), back;
    gk_hash_hex(&hash, hex);
    GK_CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    GK_CHECK(gk_hash_parse(gk_view_of(hex), &back));
    GK_CHECK(memcmp(&hash, &back, sizeof hash) == 0);
    char base64[45];
    gk_hash_base64(&hash, base64);
    GK_CHECK_STR(base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

GK_TEST(hash64_tells_lengths_and_bytes_apart)
{
    char zeros[40] = {0};
    for (size_t a = 0; a < sizeof zeros; a++)
        for (size_t b = 0; b < a; b++)
            GK_REQUIRE(gk_hash64(gk_view_n(zeros, a), 0) != gk_hash64(gk_view_n(zeros, b), 0));
    GK_CHECK(gk_hash64(GK_V("abcdefgh12345678"), 0) != gk_hash64(GK_V("12345678abcdefgh"), 0));
}

GK_TEST(region_ends_without_harm)
{
    gk_region region;
    GK_REQUIRE(gk_region_open(&region, 4096));
    GK_CHECK(gk_region_alloc(&region, 3000) != NULL);
    GK_CHECK(gk_region_alloc(&region, 3000) == NULL);
    GK_CHECK(gk_region_put(&region, GK_V("more")) != NULL);
    gk_region_close(&region);
}
