package io.millsight.detect.net;

import io.millsight.detect.net.ConvNorm.Shape;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Gives the feature maps of all scales the same number of channels, and brings what the coarse ones know to the fine ones (Lin et al. 2017).
 *
 * @param inner of each map, pointwise
 * @param outer of each map, after the coarser maps have been added
 */
public record FeaturePyramid(List<BiasedConv> inner, List<BiasedConv> outer) {

    public FeaturePyramid {
        inner = List.copyOf(inner);
        outer = List.copyOf(outer);
    }

    /**
     * Builds a pyramid.
     *
     * @param prefix of all names, with its dot at the end
     * @param in channels of each map, from the finest
     * @param out channels of all results
     */
    public static FeaturePyramid build(WeightSource source, String prefix, List<Integer> in, int out) {
        List<BiasedConv> inner = new ArrayList<>();
        List<BiasedConv> outer = new ArrayList<>();
        for (int map = 0; map < in.size(); map++) {
            Shape toInner = Shape.of(in.get(map), out, 1, 1);
            Shape toOuter = Shape.of(out, out, 3, 1);
            inner.add(BiasedConv.build(source, prefix + "inner_blocks." + map + ".0", toInner, initial(toInner)));
            outer.add(BiasedConv.build(source, prefix + "layer_blocks." + map + ".0", toOuter, initial(toOuter)));
        }
        return new FeaturePyramid(inner, outer);
    }

    private static Initial initial(Shape shape) {
        return new Initial.Uniform(Math.sqrt(3.0 / shape.fanIn()));
    }

    /**
     * Computes the pyramid.
     *
     * @param maps {@code [B, C, h, w]}, from the finest
     * @return {@code [B, out, h, w]} for each map, and every second pixel of the coarsest
     */
    public List<Tensor> apply(List<Tensor> maps, Phase phase) {
        List<Tensor> results = new ArrayList<>();
        int coarsest = maps.size() - 1;
        Tensor above = inner.get(coarsest).apply(maps.get(coarsest), phase);
        results.add(outer.get(coarsest).apply(above, phase));
        for (int map = coarsest - 1; map >= 0; map--) {
            Tensor own = inner.get(map).apply(maps.get(map), phase);
            above = own.plus(ImageOperators.resizeNearest(above, own.size(2), own.size(3)));
            results.add(outer.get(map).apply(above, phase));
        }
        Collections.reverse(results);
        results.add(ImageOperators.maxPool(results.get(coarsest), 1, 2, 0));
        return results;
    }
}
