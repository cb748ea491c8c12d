/* Whether a file's bytes are text: UTF-8 without NUL and other control characters. */
#ifndef GK_META_ENCODING_H
#define GK_META_ENCODING_H

#include "base/diag.h"

/* Checks the whole text of `file`. Bytes that look like GB18030 (GBK), UTF-16 or a binary file are
 * named as that. False after adding one error. */
bool gk_encoding_check(gk_view file, gk_view text, gk_diags *diags);

/* Bytes of a byte order mark at the beginning: 3 or 0. */
size_t gk_encoding_bom(gk_view text);

#endif
