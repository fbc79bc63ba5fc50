package io.millsight.tuning.step;

import io.millsight.qwen.QwenModel;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.tuning.sample.EncodedSample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a frozen vision tower makes of the images of a run. The tower gives the same rows for the same picture in every epoch, so those of an unvaried
 * picture are computed once and kept, as long as there is room. Each picture goes through the tower alone: its rows then do not depend on the pack
 * that needs them first, and a resumed run has the same bits. May be used by several threads.
 */
final class VisionRows implements AutoCloseable {

    /** Room for the rows of 5,000 pictures of 200x200 pixels with the model of 3 billion parameters. */
    private static final long MOST_BYTES = 1L << 30;

    private final long mostBytes;
    private final Map<Path, Tensor> kept = new HashMap<>();
    private long bytes;

    VisionRows() {
        this(MOST_BYTES);
    }

    VisionRows(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Returns the rows that replace the placeholders of a sample's images, {@code [N, D]}.
     *
     * @param model whose vision tower does not learn
     * @param sample with at least one image
     */
    Tensor of(QwenModel model, EncodedSample sample) {
        if (sample.picture().isEmpty()) {
            return compute(model, sample);
        }
        Path picture = sample.picture().get();
        Tensor known = find(picture);
        return known == null ? keep(picture, compute(model, sample)) : known;
    }

    private synchronized @Nullable Tensor find(Path picture) {
        return kept.get(picture);
    }

    /** Keeps rows, unless another thread was faster or there is no room. */
    private synchronized Tensor keep(Path picture, Tensor rows) {
        long size = rows.elements() * rows.dtype().bytes();
        if (bytes + size <= mostBytes && !kept.containsKey(picture)) {
            bytes += size;
            kept.put(picture, rows.retain());
        }
        return rows;
    }

    private static Tensor compute(QwenModel model, EncodedSample sample) {
        try (NoGradient off = NoGradient.open()) {
            return Scope.within(() -> model.vision()
                    .forward(
                            sample.patches(model.config().vision().patchValues())
                                    .to(model.device()),
                            sample.sequence().images()));
        }
    }

    /** How many pictures have their rows here. */
    synchronized int size() {
        return kept.size();
    }

    @Override
    public synchronized void close() {
        kept.values().forEach(Tensor::close);
        kept.clear();
    }
}
