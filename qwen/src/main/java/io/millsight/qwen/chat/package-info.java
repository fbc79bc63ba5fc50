/**
 * The chat template: messages with images and text become token ids, with a placeholder for each image token and, for training, a label for
 * each token of the answer.
 */
@NullMarked
package io.millsight.qwen.chat;

import org.jspecify.annotations.NullMarked;
