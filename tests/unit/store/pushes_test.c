#include "store/pushes.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"

GK_TEST(pushes_are_listed_and_done)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_pushes first, second;
    const char *state = gk_test_dir();
    GK_CHECK_INT(gk_pushes_list(state, &arena, &first), 0);
    GK_CHECK_INT(first.count, 0);
    GK_CHECK(!gk_pushes_waiting(state));
    for (int i = 0; i < 3; i++)
        GK_CHECK_INT(gk_pushes_add(state, GK_V("refs/heads/main"), GK_V("00")), 0);
    GK_CHECK_INT(gk_pushes_list(state, &arena, &first), 0);
    GK_CHECK_INT(first.count, 3);
    /* One that comes while the others are worked on stays. */
    GK_CHECK_INT(gk_pushes_add(state, GK_V("refs/heads/main"), GK_V("01")), 0);
    GK_CHECK_INT(gk_pushes_done(state, &first), 0);
    GK_CHECK_INT(gk_pushes_list(state, &arena, &second), 0);
    GK_CHECK_INT(second.count, 1);
    GK_CHECK(gk_pushes_waiting(state));
    gk_arena_free(&arena);
}

GK_TEST(pushes_are_files_alone)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_pushes pushes;
    const char *state = gk_test_dir();
    int spool = -1;
    GK_CHECK_INT(gk_pushes_open_spool(state, &spool), 0);
    GK_CHECK_INT(mkdirat(spool, "folder", 0755), 0);
    GK_CHECK_INT(symlinkat("/", spool, "link"), 0);
    GK_CHECK(!gk_pushes_waiting(state));
    GK_CHECK_INT(gk_pushes_add(state, GK_V("refs/heads/main"), GK_V("00")), 0);
    GK_CHECK_INT(gk_pushes_list(state, &arena, &pushes), 0);
    GK_CHECK_INT(pushes.count, 1);
    /* What became a folder since then keeps nobody from the others. */
    gk_pushes both = {.names = (gk_view[]){GK_V("folder"), pushes.names[0]}, .count = 2};
    GK_CHECK(gk_pushes_done(state, &both) != 0);
    GK_CHECK(!gk_pushes_waiting(state));
    close(spool);
    gk_arena_free(&arena);
}

GK_TEST(pushes_have_one_builder)
{
    int first = -1, second = -1;
    GK_CHECK_INT(gk_pushes_lock(gk_test_dir(), &first), 0);
    GK_CHECK_INT(gk_pushes_lock(gk_test_dir(), &second), EWOULDBLOCK);
    close(first);
    GK_CHECK_INT(gk_pushes_lock(gk_test_dir(), &second), 0);
    close(second);
}

GK_TEST(pushes_keep_the_last_fault)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_trouble fault = {.time = {1763769600, 480, false},
                        .commit = GK_V("abc"),
                        .of_system = true,
                        .text = GK_V("a\nb\n")},
               read;
    GK_CHECK_INT(gk_trouble_read(gk_test_dir(), &arena, &read), ENOENT);
    GK_CHECK_INT(gk_trouble_write(gk_test_dir(), &fault), 0);
    GK_CHECK_INT(gk_trouble_read(gk_test_dir(), &arena, &read), 0);
    GK_CHECK_INT(read.time.seconds, 1763769600);
    GK_CHECK_VIEW(read.commit, "abc");
    GK_CHECK(read.of_system);
    GK_CHECK_VIEW(read.text, "a\nb\n");
    GK_CHECK_INT(gk_trouble_clear(gk_test_dir()), 0);
    GK_CHECK_INT(gk_trouble_clear(gk_test_dir()), 0);
    GK_CHECK_INT(gk_trouble_read(gk_test_dir(), &arena, &read), ENOENT);
    gk_arena_free(&arena);
}
