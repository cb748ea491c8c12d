#include "emit/search_code.h"

enum { FIRST = '0', MORE = 32 };

void gk_search_put(gk_buf *out, uint32_t number)
{
    for (; number >= MORE; number /= MORE) gk_buf_putc(out, (char)(FIRST + MORE + number % MORE));
    gk_buf_putc(out, (char)(FIRST + number));
}

bool gk_search_get(gk_view text, size_t *i, uint32_t *number)
{
    uint64_t sum = 0;
    size_t at = *i;
    for (unsigned shift = 0; at < text.n && shift < 35; shift += 5) {
        unsigned digit = (unsigned)(unsigned char)text.p[at++] - FIRST;
        if (digit >= 2 * MORE) return false;
        sum |= (uint64_t)(digit % MORE) << shift;
        if (digit >= MORE) continue;
        if (sum > UINT32_MAX) return false;
        *number = (uint32_t)sum;
        *i = at;
        return true;
    }
    return false;
}

void gk_search_put_rows(gk_buf *out, const uint32_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) gk_search_put(out, i ? rows[i] - rows[i - 1] - 1 : rows[0]);
}

uint32_t gk_search_hash(uint32_t first, uint32_t second)
{
    return (uint32_t)(((uint64_t)first * 2053 + second) % 1000003);
}
