/* Printed codes: six characters that a printed QR symbol leads by, for ever.
 *
 * The alphabet has 32 characters, digits and capital letters without 0 O 1 I. The sixth is a check
 * character: with a = x in GF(2^5) modulo x^5 + x^2 + 1, the sum of a^i times character i is zero,
 * which finds every single mistyped character and every exchange of two (a code over GF(q) of
 * distance 2 with distinct weights). */
#ifndef GK_META_CODE_H
#define GK_META_CODE_H

#include "base/buf.h"

enum { GK_CODE_LENGTH = 6 };

/* Whether a text is six characters of the alphabet, in either case. */
bool gk_code_is_form(gk_view text);

/* Whether a text of the form has the right check character. */
bool gk_code_is_good(gk_view text);

/* Writes a code in capitals; text must have the form. */
void gk_code_upper(gk_view text, char out[GK_CODE_LENGTH + 1]);

/* Makes a code of a seed: the same seed gives the same code. Codes that a spreadsheet could take
 * for a number are passed over. */
void gk_code_make(gk_view seed, char out[GK_CODE_LENGTH + 1]);

/* Appends the address that a symbol holds, without a slash at the end: BASE + "Q/" + CODE. When
 * BASE (which ends with '/') is only a host it is written in capitals, which hosts and schemes bear
 * (RFC 3986, 6.2.2.1) and QR's alphanumeric set needs. */
void gk_code_put_printed(gk_view base, gk_view code, gk_buf *out);

#endif
