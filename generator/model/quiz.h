/* Quizzes in the front matter of lessons (the field `quiz`): levels of questions.
 *
 *     quiz:
 *       - title: 第一关
 *         questions:
 *           - ask: 支部党员大会一般多久召开一次？
 *             options:
 *               - {text: 每月一次}
 *               - {text: 每季度一次, right: true}
 *             explain: 支部党员大会一般每季度召开一次。
 *           - ask: 预备党员没有表决权。
 *             answer: true
 *             explain: 也没有选举权和被选举权。
 *
 * A question with `answer` is true or false; one with options is of single choice, or of multiple
 * choice when `kind: multiple` says so. */
#ifndef GK_MODEL_QUIZ_H
#define GK_MODEL_QUIZ_H

#include "meta/yaml.h"

/* Checks what the schema can not: each question has either options or an answer; of the options of
 * a single choice exactly one is right, of a multiple choice at least one; none stands twice.
 * `front` is the whole front matter; without a quiz nothing is said. False after an error. */
bool gk_quiz_check(gk_view file, gk_view text, const gk_node *front, gk_diags *diags);

#endif
