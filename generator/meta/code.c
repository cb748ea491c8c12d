#include "meta/code.h"

#include "base/hash.h"

static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

enum { DATA = GK_CODE_LENGTH - 1, POLYNOMIAL = 0x25 };

/* The number of a character, or -1. */
static int number_of(char c)
{
    if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

static unsigned times_a(unsigned value)
{
    value <<= 1;
    return value & 0x20 ? value ^ POLYNOMIAL : value;
}

/* The sum of a^i times number i of the first n, by Horner's rule from the last. */
static unsigned weigh(const unsigned *numbers, size_t n)
{
    unsigned sum = 0;
    for (size_t i = n; i-- > 0;) sum = times_a(sum) ^ numbers[i];
    return sum;
}

/* The check number for five numbers: the one of the 32 that makes the whole sum zero. */
static unsigned check_of(unsigned numbers[GK_CODE_LENGTH])
{
    for (numbers[DATA] = 0; weigh(numbers, GK_CODE_LENGTH) != 0;) numbers[DATA]++;
    return numbers[DATA];
}

bool gk_code_is_form(gk_view text)
{
    if (text.n != GK_CODE_LENGTH) return false;
    for (size_t i = 0; i < text.n; i++)
        if (number_of(text.p[i]) < 0) return false;
    return true;
}

bool gk_code_is_good(gk_view text)
{
    unsigned numbers[GK_CODE_LENGTH];
    if (!gk_code_is_form(text)) return false;
    for (size_t i = 0; i < GK_CODE_LENGTH; i++) numbers[i] = (unsigned)number_of(text.p[i]);
    return weigh(numbers, GK_CODE_LENGTH) == 0;
}

void gk_code_upper(gk_view text, char out[GK_CODE_LENGTH + 1])
{
    for (size_t i = 0; i < GK_CODE_LENGTH; i++) out[i] = alphabet[number_of(text.p[i])];
    out[GK_CODE_LENGTH] = '\0';
}

/* "234567" and "23E456" are numbers to a spreadsheet. */
static bool looks_like_number(const char code[GK_CODE_LENGTH])
{
    unsigned letters = 0;
    for (size_t i = 0; i < GK_CODE_LENGTH; i++) letters += code[i] >= 'A' && code[i] != 'E';
    return letters == 0;
}

void gk_code_make(gk_view seed, char out[GK_CODE_LENGTH + 1])
{
    gk_buf text = GK_BUF_INIT;
    gk_buf_put(&text, seed);
    do {
        gk_sha256 hash = gk_hash_sha256(gk_buf_view(&text));
        unsigned numbers[GK_CODE_LENGTH];
        for (size_t i = 0; i < DATA; i++) numbers[i] = hash.bytes[i] & 0x1f;
        check_of(numbers);
        for (size_t i = 0; i < GK_CODE_LENGTH; i++) out[i] = alphabet[numbers[i]];
        out[GK_CODE_LENGTH] = '\0';
        gk_buf_putc(&text, '+');
    } while (looks_like_number(out));
    gk_buf_free(&text);
}

void gk_code_put_printed(gk_view base, gk_view code, gk_buf *out)
{
    size_t from = out->n, host = gk_view_find(base, GK_V("://"), 0);
    bool only_host = host != SIZE_MAX && gk_view_find_byte(base, '/', host + 3) == base.n - 1;
    gk_buf_put(out, base);
    gk_buf_puts(out, "Q/");
    gk_buf_put(out, code);
    if (!only_host) return;
    for (size_t i = from; i < out->n; i++)
        if (out->p[i] >= 'a' && out->p[i] <= 'z') out->p[i] = (char)(out->p[i] - 'a' + 'A');
}
