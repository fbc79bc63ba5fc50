package io.millsight.qwen.vision;

import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.RotaryAngles;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.Device;
import io.millsight.torch.Recomputation;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision tower: patches of images in, rows for the language model out. All images of a batch are packed into one sequence of S patches.
 *
 * <p>Attention is limited to windows of {@code window_size} pixels, except in the blocks that {@code fullatt_block_indexes} names, where a patch
 * sees its whole image.
 */
public final class VisionTower {

    private final VisionConfig config;
    private final Tensor patchEmbedding; // [E, 1176]: the kernel of a convolution that does not overlap
    private final List<VisionBlock> blocks;
    private final VisionMerger merger;

    private VisionTower(VisionConfig config, Tensor patchEmbedding, List<VisionBlock> blocks, VisionMerger merger) {
        this.config = config;
        this.patchEmbedding = patchEmbedding;
        this.blocks = List.copyOf(blocks);
        this.merger = merger;
    }

    public static VisionTower of(VisionConfig config, ModelWeights weights) {
        List<VisionBlock> blocks = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(VisionBlock.of(weights, "visual.blocks." + i + ".", config));
        }
        return new VisionTower(
                config,
                weights.get("visual.patch_embed.proj.weight"),
                blocks,
                VisionMerger.of(weights, "visual.merger.", config));
    }

    public VisionTower withLinears(LinearMap map) {
        List<VisionBlock> mapped = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            mapped.add(blocks.get(i).map(map, "model.visual.blocks." + i + "."));
        }
        return new VisionTower(config, patchEmbedding, mapped, merger.map(map, "model.visual.merger."));
    }

    /**
     * Computes the rows that replace the placeholders of the images.
     *
     * @param patches {@code [S, 1176]}, all images one after the other, as {@link ImageProcessor} lists them
     * @param grids the images
     * @return {@code [S / m², D]} in raster order, images in the given order
     */
    public Tensor forward(Tensor patches, List<PatchGrid> grids) {
        return forward(patches, grids, new long[0], Recomputation.NONE);
    }

    /**
     * Computes as {@link #forward(Tensor, List)}, in a pass that may train.
     *
     * @param seeds of each image, for what is drawn at random
     * @param recomputation takes each block as a part
     */
    public Tensor forward(Tensor patches, List<PatchGrid> grids, long[] seeds, Recomputation recomputation) {
        VisionLayout layout = VisionLayout.of(grids, config);
        if (layout.patches() != patches.size(0)) {
            throw new IllegalArgumentException(
                    "the grids " + grids + " do not describe " + patches.size(0) + " patches");
        }
        Pass pass = new Pass(layout, SampleRows.of(layout.imageLengths(), seeds), patches.device());
        Tensor hidden = pass.enter(embed(patches)); // [S, E]
        for (int i = 0; i < blocks.size(); i++) {
            int index = i;
            hidden = recomputation.part(hidden, input -> pass.block(index, input));
        }
        return pass.leave(pass.merge(hidden)); // [S / m², D]
    }

    /** Embeds patches in the processor's order, {@code [S, E]}. */
    public Tensor embed(Tensor patches) {
        Tensor kernel = patchEmbedding.reshape(config.hiddenSize(), config.patchValues());
        return patches.to(kernel.dtype()).linear(kernel, null);
    }

    /** What the blocks need to know about one batch of images. */
    final class Pass {

        private final Tensor patchOrder;
        private final Tensor inverseOrder;
        private final RotaryAngles angles;
        private final SegmentedAttention windows;
        private final SegmentedAttention images;
        private final SampleRows rows;

        Pass(VisionLayout layout, SampleRows rows, Device device) {
            this.rows = rows;
            patchOrder = Tensor.of(layout.patchOrder(config.spatialMergeSize()), layout.patches())
                    .to(device);
            inverseOrder =
                    Tensor.of(layout.inverseOrder(), layout.order().size()).to(device);
            angles = RotaryAngles.of(layout.rotaryHalfAngles(config), config.headSize(), device, layout.patches(), 1);
            windows = new SegmentedAttention(layout.windowLengths(), device);
            images = new SegmentedAttention(layout.imageLengths(), device);
        }

        Tensor enter(Tensor embedded) {
            return embedded.indexSelect(0, patchOrder);
        }

        Tensor block(int index, Tensor hidden) {
            boolean full = config.fullAttentionBlocks().contains(index);
            return blocks.get(index).forward(hidden, angles, full ? images : windows, rows);
        }

        Tensor merge(Tensor hidden) {
            return merger.apply(hidden, rows.merged(config.spatialMergeSize() * config.spatialMergeSize()));
        }

        Tensor leave(Tensor merged) {
            return merged.indexSelect(0, inverseOrder);
        }
    }
}
