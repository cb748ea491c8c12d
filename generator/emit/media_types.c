#include "emit/media_types.h"

#define TEXT "; charset=utf-8"

static const gk_media_type rows[] = {
    {".html", "text/html", "text/html" TEXT},
    {".css", "text/css", "text/css" TEXT},
    {".js", "text/javascript", "text/javascript" TEXT},
    {".mjs", "text/javascript", "text/javascript" TEXT},
    {".json", "application/json", "application/json"},
    {".webmanifest", "application/manifest+json", "application/manifest+json"},
    {".xml", "application/xml", "application/xml"},
    {".atom", "application/atom+xml", "application/atom+xml"},
    {".ics", "text/calendar", "text/calendar" TEXT},
    {".txt", "text/plain", "text/plain" TEXT},
    {".md", "text/plain", "text/plain" TEXT},
    {".csv", "text/csv", "text/csv" TEXT},
    {".svg", "image/svg+xml", "image/svg+xml"},
    {".png", "image/png", "image/png"},
    {".jpg", "image/jpeg", "image/jpeg"},
    {".jpeg", "image/jpeg", "image/jpeg"},
    {".gif", "image/gif", "image/gif"},
    {".webp", "image/webp", "image/webp"},
    {".avif", "image/avif", "image/avif"},
    {".ico", "image/x-icon", "image/x-icon"},
    {".mp4", "video/mp4", "video/mp4"},
    {".webm", "video/webm", "video/webm"},
    {".vtt", "text/vtt", "text/vtt" TEXT},
    {".mp3", "audio/mpeg", "audio/mpeg"},
    {".m4a", "audio/mp4", "audio/mp4"},
    {".ogg", "audio/ogg", "audio/ogg"},
    {".wav", "audio/wav", "audio/wav"},
    {".pdf", "application/pdf", "application/pdf"},
    {".woff", "font/woff", "font/woff"},
    {".woff2", "font/woff2", "font/woff2"},
    {".ttf", "font/ttf", "font/ttf"},
    {".zip", "application/zip", "application/zip"},
    {".wasm", "application/wasm", "application/wasm"},
    {".doc", "application/msword", "application/msword"},
    {".xls", "application/vnd.ms-excel", "application/vnd.ms-excel"},
    {".ppt", "application/vnd.ms-powerpoint", "application/vnd.ms-powerpoint"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
};

size_t gk_media_types(const gk_media_type **list)
{
    *list = rows;
    return sizeof rows / sizeof *rows;
}

static const gk_media_type *find(gk_view name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (gk_view_has_ending(name, &rows[i].ending, 1)) return &rows[i];
    return NULL;
}

const char *gk_media_type_served(gk_view name)
{
    const gk_media_type *row = find(name);
    return row ? row->served : "application/octet-stream";
}

const char *gk_media_type_of(gk_view name)
{
    const gk_media_type *row = find(name);
    return row ? row->type : NULL;
}

static bool is_one_of(gk_view name, const char *const *types, size_t count)
{
    const gk_media_type *row = find(name);
    for (size_t i = 0; row && i < count; i++)
        if (strcmp(row->type, types[i]) == 0) return true;
    return false;
}

static const char *const pictures[] = {"image/jpeg", "image/png", "image/webp", "image/gif"};

bool gk_media_is_photo(gk_view name)
{
    return is_one_of(name, pictures, 3);
}

bool gk_media_is_picture(gk_view name)
{
    return is_one_of(name, pictures, 4);
}
