#include "emit/rules.h"

#define POLICY_HEAD                                                                                \
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; "                   \
    "form-action 'self'; frame-ancestors 'self'; img-src 'self' data:; manifest-src 'self'; "      \
    "script-src 'self'; style-src 'self'; media-src 'self'"

size_t gk_rules_headers(const gk_header **list)
{
    static const gk_header rows[] = {
        {"Content-Security-Policy", NULL},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"X-Frame-Options", "SAMEORIGIN"}, /* for browsers that know no frame-ancestors */
    };
    *list = rows;
    return sizeof rows / sizeof *rows;
}

void gk_rules_put_regex(gk_view text, gk_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        if (strchr(".[]{}()*+?^$|\\", text.p[i])) gk_buf_putc(out, '\\');
        gk_buf_putc(out, text.p[i]);
    }
}

static gk_view lower(gk_view text, gk_arena *arena)
{
    char *copy = gk_arena_alloc(arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        copy[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] - 'A' + 'a') : text.p[i];
    return gk_view_n(copy, text.n);
}

/* https://host:port/sub/ */
static void gather_host(const gk_site *site, gk_view root, gk_arena *arena, gk_rules *out)
{
    gk_view url = site->base_url;
    size_t scheme = gk_view_find(url, GK_V("://"), 0);
    gk_view rest = scheme == SIZE_MAX ? url : gk_view_from(url, scheme + 3);
    gk_view host = gk_view_sub(rest, 0, gk_view_find_byte(rest, '/', 0));
    size_t colon = gk_view_rfind_byte(host, ':');
    out->secure = gk_view_starts(url, GK_V("https:"));
    out->port = colon == SIZE_MAX ? GK_V("") : gk_view_from(host, colon + 1);
    out->host = gk_view_sub(host, 0, colon);
    out->base = site->base_path;
    out->root = root.n ? root : GK_JOIN(arena, GK_V("/var/www/"), out->host);
    char *name = gk_arena_alloc(arena, out->host.n + 1);
    for (size_t i = 0; i < out->host.n; i++) {
        char c = out->host.p[i];
        name[i] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    }
    out->name = gk_view_n(name, out->host.n);
}

static void gather_codes(const gk_site *site, gk_arena *arena, gk_rules *out)
{
    out->codes = gk_arena_alloc(arena, site->code_count * sizeof *out->codes);
    for (uint32_t i = 0; i < site->code_count; i++) {
        const gk_code *code = &site->codes[i];
        gk_rules_code *row = &out->codes[out->code_count++];
        *row = (gk_rules_code){.name = lower(code->code, arena)};
        if (code->state == GK_CODE_LEADS && code->doc != GK_NONE) {
            const gk_card *card = site->docs[code->doc].card;
            row->url = gk_card_view(card, card->url);
        } else {
            row->page = GK_JOIN(arena, site->base_path, code->path, GK_V("index.html"));
        }
    }
}

static void gather_moves(const gk_site *site, gk_arena *arena, gk_rules *out)
{
    uint32_t most = 0;
    for (uint32_t d = 0; d < site->doc_count; d++) most += site->docs[d].card->mentions.n;
    out->moves = gk_arena_alloc(arena, most * sizeof *out->moves);
    for (uint32_t d = 0; d < site->doc_count; d++) {
        const gk_card *card = site->docs[d].card;
        for (uint32_t m = 0; m < card->mentions.n; m++) {
            const gk_card_mention *mention = &gk_card_mentions(card)[m];
            if (mention->kind != GK_MENTIONED_ALIAS) continue;
            gk_view from = gk_card_view(card, mention->target);
            while (gk_view_starts(from, GK_V("/"))) from = gk_view_from(from, 1);
            gk_rules_move *row = &out->moves[out->move_count++];
            row->folder = gk_view_ends(from, GK_V("/"));
            if (row->folder) from.n--;
            row->from = GK_JOIN(arena, site->base_path, from);
            row->to = gk_card_view(card, card->url);
        }
    }
}

static bool is_announced(const gk_rules *rules, gk_view address)
{
    for (uint32_t i = 0; i < rules->announced_count; i++)
        if (gk_view_starts(address, rules->announced[i])) return true;
    return false;
}

/* Whole sections, so that an announcement of tomorrow needs no new rules; and the documents that
 * have their address elsewhere. */
static void gather_announced(const gk_site *site, gk_arena *arena, gk_rules *out)
{
    size_t most = site->section_count + site->doc_count;
    out->announced = gk_arena_alloc(arena, most * sizeof *out->announced);
    for (uint32_t s = 0; s < site->section_count; s++) {
        const gk_section *section = &site->sections[s];
        const gk_schema *type = gk_types_find(&site->config->types, section->type);
        if (!type || !type->publicity) continue;
        gk_view address = GK_JOIN(arena, site->base_path, section->path, GK_V("/"));
        if (!is_announced(out, address)) out->announced[out->announced_count++] = address;
    }
    for (uint32_t d = 0; d < site->doc_count; d++) {
        const gk_card *card = site->docs[d].card;
        if (!site->docs[d].publicity) continue;
        gk_view address = GK_JOIN(arena, site->base_path, gk_card_view(card, card->path));
        if (!is_announced(out, address)) out->announced[out->announced_count++] = address;
    }
}

/* Other hosts of which pages may play sound and pictures; they are asked only then. */
static void gather_policy(const gk_site *site, gk_arena *arena, gk_rules *out)
{
    gk_value hosts = gk_value_get(site->config->site, GK_V("media_hosts"), NULL, NULL);
    out->policy = GK_V(POLICY_HEAD);
    for (uint32_t i = 0; i < gk_value_count(hosts); i++)
        out->policy = GK_JOIN(arena, out->policy, GK_V(" https://"),
                              gk_value_view(gk_value_at(hosts, i, arena)));
}

void gk_rules_gather(const gk_site *site, gk_view root, gk_arena *arena, gk_rules *out)
{
    *out = (gk_rules){.secure = false};
    gather_policy(site, arena, out);
    gather_host(site, root, arena, out);
    gather_codes(site, arena, out);
    gather_moves(site, arena, out);
    gather_announced(site, arena, out);
}
