/**
 * The only door to libtorch. Nothing outside this package imports {@code org.bytedeco}; everything else works with {@link
 * io.millsight.torch.Tensor} and {@link io.millsight.torch.Scope}. What must stay true: every tensor belongs to a scope or has
 * a named owner that closes it, because the garbage collector frees no native memory here.
 */
@NullMarked
package io.millsight.torch;

import org.jspecify.annotations.NullMarked;
