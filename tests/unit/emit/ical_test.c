#include "emit/ical.h"

#include "harness.h"

static gk_buf out = GK_BUF_INIT;

static const char *text(const char *name, gk_view value)
{
    gk_buf_truncate(&out, 0);
    gk_ical_put_text(name, value, &out);
    gk_buf_putc(&out, '\0');
    return out.p;
}

GK_TEST(ical_escapes_text)
{
    GK_CHECK_STR(text("SUMMARY", GK_V("a;b,c\\d")), "SUMMARY:a\\;b\\,c\\\\d\r\n");
    GK_CHECK_STR(text("SUMMARY", GK_V("甲\r\n乙\tx\x7F\x01:\"")), "SUMMARY:甲\\n乙x:\"\r\n");
    GK_CHECK_STR(text("SUMMARY", GK_V("")), "SUMMARY:\r\n");
    gk_buf_free(&out);
}

GK_TEST(ical_folds_at_whole_characters)
{
    /* "SUMMARY:" and 67 letters are one line; one more begins the next. */
    char letters[69];
    memset(letters, 'x', 68);
    letters[68] = '\0';
    GK_CHECK(strlen(text("SUMMARY", gk_view_n(letters, 67))) == 75 + 2);
    GK_CHECK_STR(text("SUMMARY", gk_view_n(letters, 68)) + 75, "\r\n x\r\n");
    gk_buf_free(&out);
    /* Every length of text in characters of 1 to 4 bytes: no line over 75, none that begins in the
     * middle of a character, and unfolded it is what it was. */
    static const char *const characters[] = {"a", "é", "中", "𠮷", "\\"};
    gk_buf value = GK_BUF_INIT, joined = GK_BUF_INIT;
    for (size_t n = 0; n < 200; n++) {
        const char *folded = text("DESCRIPTION", gk_buf_view(&value));
        gk_buf_truncate(&joined, 0);
        size_t line = 0;
        for (const char *p = folded; *p; p++) {
            if (p[0] == '\r' && p[1] == '\n') {
                GK_CHECK(line <= 75);
                line = 0;
                p += p[2] == ' ' ? 2 : 1;
                GK_CHECK(((unsigned char)p[1] & 0xC0) != 0x80);
                line = p[0] == ' ';
                continue;
            }
            gk_buf_putc(&joined, *p);
            line++;
        }
        size_t slashes = 0;
        for (size_t i = 0; i < value.n; i++) slashes += value.p[i] == '\\';
        GK_CHECK(joined.n == strlen("DESCRIPTION:") + value.n + slashes);
        gk_buf_puts(&value, characters[n * 7 % 5]);
    }
    gk_buf_free(&value);
    gk_buf_free(&joined);
    gk_buf_free(&out);
}

GK_TEST(ical_events)
{
    gk_site site = {.base_url = GK_V("https://a.example/party/")};
    gk_ical_event event = {.path = GK_V("notices/通知/"),
                           .summary = GK_V("征求意见"),
                           .stamp = {0, 480, true},
                           .starts = {1763308800, 480, false},
                           .ends = {1763308800 + 3600, 480, false},
                           .has_end = true,
                           .cancelled = true};
    gk_ical_begin(GK_V("站"), GK_V(""), &out);
    gk_ical_put_event(&site, &event, &out);
    gk_ical_end(&out);
    GK_CHECK_VIEW(gk_buf_view(&out),
                  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//gongkai//" GK_VERSION
                  "//ZH\r\nCALSCALE:GREGORIAN\r\nNAME:站\r\nX-WR-CALNAME:站\r\n"
                  "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nBEGIN:VEVENT\r\n"
                  "UID:notices/%E9%80%9A%E7%9F%A5@a.example\r\nDTSTAMP:19700101T000000Z\r\n"
                  "DTSTART:20251116T160000Z\r\nDTEND:20251116T170000Z\r\nSUMMARY:征求意见\r\n"
                  "STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n"
                  "URL:https://a.example/party/notices/%E9%80%9A%E7%9F%A5/\r\nEND:VEVENT\r\n"
                  "END:VCALENDAR\r\n");
    gk_buf_free(&out);
}
