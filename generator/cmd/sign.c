#include "build/sign.h"

#include "cmd/report.h"

gk_exit gk_cmd_sign(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    const char *key = options->values[GK_OPT_KEY];
    gk_exit result = GK_EXIT_USAGE;
    if (!key) {
        gk_diag_add(&diags, GK_MSG_sign_keyless, gk_place_file((gk_view){NULL, 0}));
    } else {
        if (gk_sign_output(options->args[0], key, &diags))
            gk_report_line(options, gk_view_of(GK_SAY(options, "已签名：.gongkai/manifest.tsv.sig",
                                                      "signed: .gongkai/manifest.tsv.sig")));
        result = gk_report_exit(&diags);
    }
    gk_report_diags(options, &diags);
    gk_diags_free(&diags);
    return result;
}
