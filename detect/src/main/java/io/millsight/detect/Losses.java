package io.millsight.detect;

import io.millsight.torch.Tensor;
import java.util.Map;

/**
 * The loss of a batch.
 *
 * @param total a scalar to call {@link Tensor#backward} on
 * @param parts by name, for the log; scalars without gradient, their sum is the total but for a factor
 */
public record Losses(Tensor total, Map<String, Tensor> parts) {}
