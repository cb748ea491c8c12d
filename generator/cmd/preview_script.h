/* The script that previews add to pages: reloads them after a build, and shows what is wrong
 * when one failed. */
#ifndef GK_CMD_PREVIEW_SCRIPT_H
#define GK_CMD_PREVIEW_SCRIPT_H

extern const char gk_preview_script[];

#endif
