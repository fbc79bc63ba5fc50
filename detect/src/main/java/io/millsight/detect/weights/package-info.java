/**
 * Reads weights that others publish: safetensors, and PyTorch's {@code .pth} and {@code .pt} files. Those are programs in the language of Python's
 * pickle; here they are read as data, and nothing in them is looked up or executed.
 */
@NullMarked
package io.millsight.detect.weights;

import org.jspecify.annotations.NullMarked;
