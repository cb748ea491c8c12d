#include "template/template.h"

enum { DOCUMENT = GK_TEMPLATE_ARGS };

static bool same_fault(const gk_diag *a, const gk_diag *b)
{
    bool same =
        a->id == b->id && a->line == b->line && a->col == b->col && gk_view_eq(a->file, b->file);
    for (size_t i = 0; i < GK_DIAG_ARGS && same; i++)
        if (i != DOCUMENT) same = gk_view_eq(a->args[i], b->args[i]);
    return same;
}

void gk_template_gather(gk_diags *diags)
{
    size_t kept = 0;
    for (size_t i = 0, next; i < diags->count; i = next) {
        gk_diag *first = &diags->items[i];
        for (next = i + 1; next < diags->count && same_fault(first, &diags->items[next]);) next++;
        size_t others = next - i - 1;
        if (others) {
            gk_view document = first->args[DOCUMENT];
            first->args[DOCUMENT] =
                gk_arena_printf(&diags->arena, "%.*s +%zu", (int)document.n, document.p, others);
        }
        if (first->severity == GK_ERROR) diags->errors -= others;
        if (first->severity == GK_WARNING) diags->warnings -= others;
        diags->items[kept++] = *first;
    }
    diags->count = kept;
}
