/* The state of a server in words: each thing that a portal depends on, how it is, what to do. */
#include "cmd/doctor.h"

#include <stdlib.h>

#include "cmd/report.h"

static const char *const words[][2] = {{"正常", "fine"}, {"注意", "look"}, {"有问题", "broken"}};
static const char *const names[] = {"fine", "attention", "broken"};

void gk_doctor_say(gk_doctor *d, gk_health health, const char *id, gk_text subject, gk_view found,
                   gk_view advice)
{
    const gk_options *options = d->options;
    if (health > d->worst) d->worst = health;
    gk_buf *out = &d->out;
    if (options->format == GK_FORMAT_JSON) {
        gk_buf_printf(out, "{\"check\": \"%s\", \"state\": \"%s\", \"found\": ", id, names[health]);
        gk_buf_put_json(out, found);
        gk_buf_puts(out, ", \"advice\": ");
        if (advice.n)
            gk_buf_put_json(out, advice);
        else
            gk_buf_puts(out, "null");
        gk_buf_puts(out, "}\n");
        return;
    }
    if (options->values[GK_OPT_QUIET] && health == GK_HEALTH_FINE) return;
    const char *state = words[health][options->lang == GK_LANG_EN];
    gk_buf_printf(out, options->lang == GK_LANG_ZH ? "%s　%s：" : "%s  %s: ", state,
                  gk_text_in(subject, options->lang));
    gk_buf_put(out, found);
    gk_buf_putc(out, '\n');
    if (!advice.n) return;
    gk_buf_puts(out, GK_SAY(options, "      怎么办：", "      what to do: "));
    gk_buf_put(out, advice);
    gk_buf_putc(out, '\n');
}

gk_exit gk_cmd_doctor(const gk_options *options)
{
    gk_serving s;
    gk_diags diags = GK_DIAGS_INIT;
    gk_doctor d = {.options = options, .serving = &s, .out = GK_BUF_INIT};
    gk_exit exit = GK_EXIT_CONTENT;
    bool read = gk_serving_read(options, &s, &diags);
    read = read && gk_serving_need(&s, true, true, options, &diags);
    gk_report_diags(options, &diags);
    if (!read) {
        exit = gk_report_exit(&diags);
    } else {
        gk_doctor_release(&d);
        gk_doctor_builder(&d);
        gk_doctor_machine(&d);
        gk_report_out(gk_buf_view(&d.out));
        exit = d.worst == GK_HEALTH_BROKEN ? GK_EXIT_CONTENT : GK_EXIT_FINE;
    }
    gk_buf_free(&d.out);
    gk_arena_free(&d.arena);
    gk_diags_free(&diags);
    gk_serving_free(&s);
    return exit;
}
