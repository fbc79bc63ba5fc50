/**
 * How close a text is to its references: tokenisation, BLEU, ROUGE-L and CIDEr, each equal to the captioning reference
 * (pycocoevalcap) to the last digits. What must stay true: the golden tests of {@code golden-metrics}.
 */
@NullMarked
package io.millsight.evaluation.text;

import org.jspecify.annotations.NullMarked;
