#include "model/card.h"

gk_value gk_card_values(const gk_card *card)
{
    return gk_flat_value((const gk_cell *)(const void *)((const char *)card + card->values));
}

gk_at gk_card_put(gk_buf *card, gk_view bytes)
{
    gk_at at = {(uint32_t)card->n, (uint32_t)bytes.n};
    gk_buf_put(card, bytes);
    return at;
}

gk_at gk_card_put_array(gk_buf *card, const void *items, size_t count, size_t size)
{
    static const char zeros[8] = {0};
    gk_buf_put(card, gk_view_n(zeros, (8 - card->n % 8) % 8));
    gk_at at = gk_card_put(card, gk_view_n(items, count * size));
    at.n = (uint32_t)count;
    return at;
}
