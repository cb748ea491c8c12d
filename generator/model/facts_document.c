#include "meta/tier.h"
#include "model/facts_parts.h"
#include "model/permalink.h"

enum { READING_SPEED = 400 /* characters a minute */, LEVELS = 6, FIELDS_MAX = 128 };

static const gk_doc *doc_of(const gk_facts *facts, uint32_t id)
{
    return &facts->site->docs[id];
}

static const gk_schema *schema_of(const gk_facts *facts, uint32_t id)
{
    return &facts->site->config->types.items[doc_of(facts, id)->card->type];
}

static gk_value card_text(const gk_facts *facts, uint32_t id, gk_at at)
{
    return gk_value_string(gk_card_view(doc_of(facts, id)->card, at));
}

static gk_value get_type(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(schema_of(facts, id)->name);
}

static gk_value get_type_label(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(schema_of(facts, id)->label);
}

static gk_value get_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return card_text(facts, id, doc_of(facts, id)->card->url);
}

static gk_value get_permalink(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_card *card = doc_of(facts, id)->card;
    return gk_facts_permalink_of(facts, gk_card_view(card, card->url), arena);
}

static gk_value get_section(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_SECTION, doc_of(facts, id)->section);
}

static gk_value get_path(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(gk_site_doc_path(facts->site, id));
}

static gk_value get_slug(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return card_text(facts, id, doc_of(facts, id)->card->slug);
}

static gk_value get_excerpt(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    gk_view summary = gk_facts_own_text(facts, id, "summary");
    return summary.n ? gk_value_string(summary)
                     : card_text(facts, id, doc_of(facts, id)->card->excerpt);
}

static gk_value get_branch(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_BRANCH, doc_of(facts, id)->branch);
}

static gk_value get_series(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_doc *doc = doc_of(facts, id);
    if (doc->series == GK_NONE) return gk_value_null();
    const gk_series *series = &facts->site->series[doc->series];
    uint32_t before = doc->series_at ? series->docs.ids[doc->series_at - 1] : GK_NONE;
    uint32_t after =
        doc->series_at + 1 < series->docs.n ? series->docs.ids[doc->series_at + 1] : GK_NONE;
    gk_value whole = gk_facts_value(facts, GK_THING_SERIES, doc->series);
    gk_pair pairs[] = {
        {GK_V("id"), gk_value_string(series->id)},
        {GK_V("title"), gk_value_get(whole, GK_V("title"), arena, NULL)},
        {GK_V("description"), gk_value_get(whole, GK_V("description"), arena, NULL)},
        {GK_V("items"), gk_facts_value(facts, GK_THING_SERIES_DOCUMENTS, doc->series)},
        {GK_V("index"), gk_value_int(doc->series_at + 1)},
        {GK_V("prev"), gk_facts_value(facts, GK_THING_DOCUMENT, before)},
        {GK_V("next"), gk_facts_value(facts, GK_THING_DOCUMENT, after)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

static const gk_taxonomy *tags_taxonomy(const gk_site *site)
{
    for (uint32_t i = 0; i < site->taxonomy_count; i++)
        if (gk_view_is(site->taxonomies[i].field, "tags")) return &site->taxonomies[i];
    return NULL;
}

static gk_value get_tags(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_taxonomy *taxonomy = tags_taxonomy(facts->site);
    gk_value names =
        gk_value_get(gk_card_values(doc_of(facts, id)->card), GK_V("tags"), arena, NULL);
    uint32_t n = gk_value_count(names), kept = 0;
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    for (uint32_t i = 0; taxonomy && i < n; i++) {
        const uint64_t *term =
            gk_map_get(&taxonomy->index, gk_value_view(gk_value_at(names, i, arena)));
        if (term) items[kept++] = gk_facts_value(facts, GK_THING_TERM, (uint32_t)*term);
    }
    return gk_value_list(items, kept);
}

static gk_value get_scope(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    uint32_t rank = doc_of(facts, id)->card->scope;
    gk_value site = facts->site->config->site;
    gk_pair pairs[] = {{GK_V("value"), gk_value_string(gk_tier_name(site, rank))},
                       {GK_V("label"), gk_value_string(gk_tier_label(site, rank))}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

static gk_value get_words(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_int(doc_of(facts, id)->card->words);
}

static gk_value get_minutes(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_field *own = gk_schema_field(schema_of(facts, id), GK_V("minutes"));
    gk_value declared =
        gk_value_get(gk_card_values(doc_of(facts, id)->card), GK_V("minutes"), arena, NULL);
    if (own && declared.kind != GK_NULL) return declared;
    return gk_value_int((doc_of(facts, id)->card->words + READING_SPEED - 1) / READING_SPEED);
}

static bool is_own_page(const gk_facts *facts, uint32_t id)
{
    const gk_page *page = facts->page;
    return page && (page->kind == GK_PAGE_DOCUMENT || page->kind == GK_PAGE_SINGLE) &&
           page->id == id;
}

/* Null in lists: a body is read from the spool for its own page only. */
static gk_value get_body(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_view html;
    (void)arena;
    facts->varying++;
    if (!is_own_page(facts, id) || !facts->body || !facts->body(facts->body_ctx, id, &html))
        return gk_value_null();
    return gk_value_html(html);
}

static gk_value heading_value(const gk_card *card, const gk_card_heading *heading, gk_value items,
                              gk_arena *arena)
{
    gk_pair pairs[] = {{GK_V("level"), gk_value_int(heading->level)},
                       {GK_V("id"), gk_value_string(gk_card_view(card, heading->id))},
                       {GK_V("title"), gk_value_string(gk_card_view(card, heading->text))},
                       {GK_V("items"), items}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

/* The headings from *i on that lie below `above`, each with those below it. */
static gk_value headings_below(const gk_card *card, uint32_t above, uint32_t *i, gk_arena *arena)
{
    const gk_card_heading *headings = gk_card_headings(card);
    gk_value *items = gk_arena_alloc(arena, (card->headings.n - *i) * sizeof *items);
    uint32_t n = 0;
    while (*i < card->headings.n && headings[*i].level > above) {
        const gk_card_heading *heading = &headings[(*i)++];
        items[n++] =
            heading_value(card, heading, headings_below(card, heading->level, i, arena), arena);
    }
    return gk_value_list(items, n);
}

static gk_value get_toc(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    uint32_t i = 0;
    gk_value wanted =
        gk_value_get(gk_card_values(doc_of(facts, id)->card), GK_V("toc"), arena, NULL);
    if (wanted.kind == GK_BOOL && !wanted.u.b) return gk_value_list(NULL, 0);
    return headings_below(doc_of(facts, id)->card, 0, &i, arena);
}

static gk_value get_prev(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_DOCUMENT, doc_of(facts, id)->older);
}

static gk_value get_next(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_DOCUMENT, doc_of(facts, id)->newer);
}

/* Fields that every page shows in its own way: not among `fields`. */
static bool is_shown_elsewhere(gk_view name)
{
    static const char *const names[] = {"title",   "date",   "updated",      "summary",  "tags",
                                        "branch",  "series", "series_order", "cover",    "slug",
                                        "aliases", "weight", "template",     "toc",      "draft",
                                        "expires", "source", "author",       "keywords", "scope"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gk_view_is(name, names[i])) return true;
    return false;
}

static gk_value get_fields(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_schema *schema = schema_of(facts, id);
    gk_value values = gk_card_values(doc_of(facts, id)->card), items[FIELDS_MAX];
    uint32_t n = 0;
    for (uint32_t i = 0; i < schema->field_count && n < FIELDS_MAX; i++) {
        const gk_field *field = &schema->fields[i];
        gk_value value = gk_value_get(values, field->name, arena, NULL);
        if (value.kind == GK_NULL || field->hidden || field->internal ||
            is_shown_elsewhere(field->name) || gk_facts_withholds(facts, id, field->name, true))
            continue;
        gk_pair pairs[] = {
            {GK_V("name"), gk_value_string(field->name)},
            {GK_V("label"), gk_value_string(field->label.n ? field->label : field->name)},
            {GK_V("value"), gk_facts_present(facts, id, field, value, arena)},
            {GK_V("kind"), gk_value_string(gk_view_of(gk_field_kind_name(field->kind)))}};
        items[n++] = gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
    }
    return gk_facts_list(items, n, arena);
}

static gk_value get_media(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_site *site = facts->site;
    uint32_t index = doc_of(facts, id)->card->source;
    gk_view path = gk_site_doc_path(site, id);
    size_t slash = gk_view_rfind_byte(path, '/');
    gk_value items[FIELDS_MAX];
    uint32_t n = 0;
    bool folder = slash != SIZE_MAX && gk_view_is(gk_view_from(path, slash + 1), "index.md");
    gk_view prefix = gk_view_n(path.p, folder ? slash + 1 : 0);
    for (size_t i = folder ? gk_source_lower(site->source, prefix) : site->file_count;
         i < site->file_count && n < FIELDS_MAX &&
         gk_view_starts(gk_source_at(site->source, i)->path, prefix);
         i++)
        if (site->files[i].state == GK_FILE_MEDIA && site->files[i].doc == index)
            items[n++] = gk_facts_media(facts, (uint32_t)i, arena);
    return gk_facts_list(items, n, arena);
}

static gk_value get_code(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return gk_facts_code(facts, facts->site->code_of_doc[id], arena);
}

static gk_value get_single_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_buf path = GK_BUF_INIT;
    if (!gk_site_has_single(facts->site, id)) return gk_value_null();
    gk_page_put_path(facts->site, &(gk_page){GK_PAGE_SINGLE, id, 1}, &path);
    gk_value url = gk_facts_url(facts, gk_buf_view(&path), arena);
    gk_buf_free(&path);
    return url;
}

static const gk_fact facts_of_document[] = {
    {"url", get_url, "在本站内的地址"},
    {"type", get_type, "类型的名称，如 notice"},
    {"type_label", get_type_label, "类型的中文名，如 通知公告"},
    {"permalink", get_permalink, "完整地址，含域名"},
    {"section", get_section, "所在栏目"},
    {"path", get_path, "源文件路径"},
    {"slug", get_slug, "地址中的短名"},
    {"excerpt", get_excerpt, "摘要；没有写摘要时取正文开头，到句末为止"},
    {"branch", get_branch, "所属支部，没有时为空"},
    {"tags", get_tags, "标签列表"},
    {"series", get_series, "所属系列：id、title、items、index、prev、next"},
    {"scope", get_scope, "公开范围：value、label"},
    {"words", get_words, "字数：汉字数加西文词数"},
    {"minutes", get_minutes, "阅读或学习分钟数"},
    {"body", get_body, "正文，只在文稿自己的页面上有"},
    {"toc", get_toc, "目录：level、id、title、items"},
    {"prev", get_prev, "同一栏目中较早的一篇"},
    {"next", get_next, "同一栏目中较新的一篇"},
    {"fields", get_fields, "已填写的字段：name、label、value、kind"},
    {"window", gk_facts_window,
     "起止时间：kind、opens、closes、ends、state（scheduled 未开始、open 进行中、paused 中止、closed "
     "已结束）、days、length、range、deadline、text"},
    {"single_url", get_single_url, "单文件网页的地址，没有时为空"},
    {"qr", get_code, "二维码：code、printed、symbol_url、poster_url；没有发放时为空"},
    {"publicity", gk_facts_publicity,
     "公示：kind、stage、state（open 公示中、suspended 中止、closed 待公布结果、concluded 已结束、withdrawn "
     "已撤回、scheduled 未开始，仅预览）、window、text、count、contact、steps、events、outcome；期满后只有规定保留的"},
    {"published", gk_facts_published, "发布日期：字段 date，没有填时取 git 里第一次提交的时间"},
    {"updated", gk_facts_updated,
     "更新日期：字段 updated，没有填时取 git 里发布以后最后一次改动的日期；没有改过为空"},
    {"created", gk_facts_created, "git 里第一次提交的时间，没有修订记录时为空"},
    {"revisions", gk_facts_revisions,
     "修订记录，新的在前：date、kind（created 新建、changed 修改、moved 移动）、subject（说明，公示为空）、"
     "author（姓名，site.yaml 里写了 history: {authors: true} 才有，公示为空）"},
    {"approval", gk_facts_approval,
     "审批：step、label（一审）、by（文稿 reviewers 里写的）、role（审批人的职务）、state（missing 未登记、recorded "
     "已登记、verified 已核验）、date；没有规定要审批的为空"},
    {"files", get_media, "与文稿同一文件夹的图片和附件"},
};

const gk_fact_table gk_facts_of_document = {facts_of_document,
                                            sizeof facts_of_document / sizeof *facts_of_document};
