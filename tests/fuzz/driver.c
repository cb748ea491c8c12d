/* Replays seeds and what small changes make of them: fuzz-NAME ROUNDS OUT FILE...
 *
 * Every round changes one of the files in a way that depends on the round's number only, so that a
 * failure comes back. The rounds run in a child; when it dies or is stuck the input is left in OUT.
 * Exits 0, or 1 after saying which input it was. */
#include "fuzz.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 16384, SECONDS_AN_INPUT = 20 };

static const char *const words[] = {
    "---\n", "\n\n",         "- ",           "> ",   "|",     "|-|-|\n",  "**",       "~~",
    "[^1]",  "](",           "![",           "<!--", "&#x0;", "\r\n",     "\t",       "：",
    "“",     "{{",           "}}",           "{% ",  " %}",   "{#",       "title:",   "[",
    "{a: ",  "&a ",          "*a",           "!!x",  "%TAG ", "https://", "中文。**", "\0",
    "\xff",  "\xed\xa0\x80", "\xef\xbb\xbf", "`",    "'",     "\"",       "\\",       "1."};

/* What the child leaves for its parent. */
static struct shared {
    char what[256];
    size_t len;
    char bytes[MOST];
} * now;

static uint64_t scramble(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static size_t roll(uint64_t *state, size_t below)
{
    *state = scramble(*state);
    return below ? (size_t)(*state % below) : 0;
}

static void load(const char *path)
{
    FILE *f = fopen(path, "re");
    now->len = f ? fread(now->bytes, 1, MOST, f) : 0;
    if (f) {
        fclose(f);
    }
}

static void cut(size_t at, size_t len)
{
    memmove(now->bytes + at, now->bytes + at + len, now->len - at - len);
    now->len -= len;
}

static void insert(size_t at, const char *bytes, size_t len)
{
    if (len > MOST - now->len) {
        return;
    }
    memmove(now->bytes + at + len, now->bytes + at, now->len - at);
    memmove(now->bytes + at, bytes, len);
    now->len += len;
}

static void change(uint64_t *state)
{
    size_t at = roll(state, now->len + 1), rest = now->len - at;
    switch (roll(state, 5)) {
    case 0:
        if (rest) {
            now->bytes[at] = (char)(now->bytes[at] ^ (1 << roll(state, 8)));
        }
        break;
    case 1: cut(at, roll(state, rest < 40 ? rest : 40)); break;
    case 2: {
        const char *word = words[roll(state, sizeof(words) / sizeof(words[0]))];
        insert(at, word, *word ? strlen(word) : 1);
        break;
    }
    case 3: {
        char part[64];
        size_t len = roll(state, rest < sizeof(part) ? rest : sizeof(part));
        memcpy(part, now->bytes + at, len);
        for (size_t n = roll(state, 20); n > 0; n--) {
            insert(at, part, len);
        }
        break;
    }
    default: {
        char part[64];
        size_t len = roll(state, rest < sizeof(part) ? rest : sizeof(part));
        memcpy(part, now->bytes + at, len);
        insert(roll(state, now->len + 1), part, len);
        break;
    }
    }
}

/* A block of its own size, so that the sanitizer sees a read behind the end. */
static void hand_over(void)
{
    char *bytes = malloc(now->len + !now->len);
    if (!bytes) {
        abort();
    }
    memcpy(bytes, now->bytes, now->len);
    alarm(SECONDS_AN_INPUT);
    gk_fuzz_one(bytes, now->len);
    alarm(0);
    free(bytes);
}

static void play(long rounds, char **files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        snprintf(now->what, sizeof(now->what), "%.200s", files[i]);
        load(files[i]);
        hand_over();
    }
    for (long round = 0; round < rounds; round++) {
        uint64_t state = scramble((uint64_t)round);
        const char *file = files[roll(&state, count)];
        load(file);
        for (size_t n = roll(&state, 6) + 1; n > 0; n--) {
            change(&state);
        }
        snprintf(now->what, sizeof(now->what), "round %ld, from %.200s", round, file);
        hand_over();
    }
}

static void report(const char *out, int status)
{
    printf("%s: ended with %s %d; the input is in %s\n", now->what,
           WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), out);
    FILE *f = fopen(out, "we");
    if (f) {
        fwrite(now->bytes, 1, now->len, f);
        fclose(f);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: fuzz-NAME ROUNDS OUT FILE...\n", stderr);
        return 2;
    }
    now = mmap(NULL, sizeof(*now), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (now == MAP_FAILED) {
        return 2;
    }
    pid_t pid = fork();
    if (pid == 0) {
        play(atol(argv[1]), argv + 3, (size_t)argc - 3);
        exit(0); /* the sanitizer looks for leaks on the way out */
    }
    int status = 1;
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0) {
        report(argv[2], status);
        return 1;
    }
    return 0;
}
