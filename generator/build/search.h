/* The search's files: blocks, the summary, the table of characters, and the index that lists them.
 *
 *     search/index.txt            asked for anew every time; see put_index in search_stage.c
 *     assets/search/BLOCK-HASH/…  emit/search_block.h
 *     assets/search/s-HASH/…      emit/search_summary.h
 *     assets/search/fold-HASH.txt emit/search_fold.h
 *
 * Files below assets/ may be kept by browsers for ever: their names change with their bytes. A
 * reader whose index is old either finds the files that it names or none, and then asks for the
 * index again.
 *
 * What is searched of each document of the site is its title, the text of its body as the digest
 * left it, and the fields that its page shows (build/search_words.h); of each branch's home its
 * name and what the organisation's file says of it. Nothing is taken from templates, so that names
 * of rosters are never in it. Left out are the sections of `search.exclude`. */
#ifndef GK_BUILD_SEARCH_H
#define GK_BUILD_SEARCH_H

#include "build/job.h"

/* Whether site.yaml asks for a search and the theme has a page for it. */
bool gk_search_wanted(const gk_job *job);

/* Makes and stores the files, and leaves them in job->search_files. Between the site and the
 * commit; nothing is done without a store, or after an error. False: an error was added that ends
 * the build. */
bool gk_stage_search(gk_job *job);

#endif
