/* The YAML that nearly all front matter is written in, read without libyaml. Internal to
 * meta/yaml.c and its tests. */
#ifndef GK_META_YAML_PLAIN_H
#define GK_META_YAML_PLAIN_H

#include "meta/yaml.h"

/* Reads the bytes [from, to) of text, which are well-formed UTF-8, when they are nothing but keys
 * of letters with plain or quoted values of one line, and lists and maps of these in brackets on
 * one line or by indentation. The tree is the same that libyaml's events give, spans and all. NULL,
 * without any diagnostic, when something else is there, or might be: whatever YAML has more than
 * one reading for, comments, and every fault. */
const gk_node *gk_yaml_plain(gk_view text, size_t from, size_t to, gk_arena *arena);

#endif
