/**
 * The only door to libtorch: tensors, scopes, devices, random numbers, operations of models, and safetensors files. Nothing outside this package
 * imports {@code org.bytedeco}.
 *
 * <p>What must stay true: every tensor belongs to a {@link io.millsight.torch.Scope} or has an owner that closes it, because the garbage collector
 * frees no native memory here. Whatever may be the first to use libtorch in a process calls {@code Libtorch.require}.
 */
@NullMarked
package io.millsight.torch;

import org.jspecify.annotations.NullMarked;
