/**
 * Text scores against references: tokenisation, BLEU, ROUGE-L and CIDEr, equal to the captioning reference
 * (pycocoevalcap) to the last digits. Invariant: the golden tests of {@code golden-metrics}.
 */
@NullMarked
package io.millsight.evaluation.text;

import org.jspecify.annotations.NullMarked;
