/* In a file of its own: the tests link a program with this one built otherwise. */
#include "model/publicity.h"

#ifdef GK_TEST_OPEN_GATE
enum { OPEN_GATE = 1 };
#else
enum { OPEN_GATE = 0 };
#endif

bool gk_publicity_gate(const gk_publicity *publicity, bool own_page)
{
    return OPEN_GATE || (own_page && publicity->state == GK_PUBLICITY_OPEN);
}

bool gk_publicity_gate_searches(void)
{
    return !OPEN_GATE;
}
