#include "meta/code.h"

#include <stdio.h>

#include "harness.h"

GK_TEST(codes_have_a_form)
{
    GK_CHECK(gk_code_is_form(GK_V("7K3MPX")));
    GK_CHECK(gk_code_is_form(GK_V("7k3mpx")));
    GK_CHECK(!gk_code_is_form(GK_V("7K3MP")));
    GK_CHECK(!gk_code_is_form(GK_V("7K3MP0")));
    GK_CHECK(!gk_code_is_form(GK_V("7K3MPO")));
    GK_CHECK(!gk_code_is_form(GK_V("7K3MP1")));
    GK_CHECK(!gk_code_is_form(GK_V("7K3MPI")));
}

/* Every single wrong character and every exchange of two different ones is found. */
GK_TEST(codes_find_what_is_mistyped)
{
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    char seed[24], code[GK_CODE_LENGTH + 1];
    for (int s = 0; s < 200; s++) {
        snprintf(seed, sizeof seed, "seed %d", s);
        gk_code_make(gk_view_of(seed), code);
        GK_CHECK(gk_code_is_good(gk_view_of(code)));
        for (int i = 0; i < GK_CODE_LENGTH; i++)
            for (int k = 0; k < 32; k++) {
                char wrong[GK_CODE_LENGTH + 1];
                memcpy(wrong, code, sizeof wrong);
                wrong[i] = alphabet[k];
                GK_CHECK(gk_code_is_good(gk_view_of(wrong)) == (wrong[i] == code[i]));
            }
        for (int i = 0; i < GK_CODE_LENGTH; i++)
            for (int k = i + 1; k < GK_CODE_LENGTH; k++) {
                char wrong[GK_CODE_LENGTH + 1];
                memcpy(wrong, code, sizeof wrong);
                wrong[i] = code[k];
                wrong[k] = code[i];
                GK_CHECK(gk_code_is_good(gk_view_of(wrong)) == (code[i] == code[k]));
            }
    }
}

GK_TEST(codes_are_no_numbers)
{
    char seed[24], code[GK_CODE_LENGTH + 1];
    for (int s = 0; s < 2000; s++) {
        unsigned letters = 0;
        snprintf(seed, sizeof seed, "%d", s);
        gk_code_make(gk_view_of(seed), code);
        for (int i = 0; i < GK_CODE_LENGTH; i++) letters += code[i] >= 'A' && code[i] != 'E';
        GK_CHECK(letters > 0);
    }
}

GK_TEST(printed_addresses_are_in_capitals_at_a_host)
{
    gk_buf text = GK_BUF_INIT;
    gk_code_put_printed(GK_V("https://party.example/"), GK_V("7K3MPX"), &text);
    GK_CHECK_VIEW(gk_buf_view(&text), "HTTPS://PARTY.EXAMPLE/Q/7K3MPX");
    gk_buf_truncate(&text, 0);
    gk_code_put_printed(GK_V("https://party.example/lib/"), GK_V("7K3MPX"), &text);
    GK_CHECK_VIEW(gk_buf_view(&text), "https://party.example/lib/Q/7K3MPX");
    gk_buf_free(&text);
}
