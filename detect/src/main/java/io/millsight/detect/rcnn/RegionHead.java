package io.millsight.detect.rcnn;

import io.millsight.detect.box.BoxDeltas;
import io.millsight.detect.box.RoiAlign;
import io.millsight.detect.box.RoiAlign.BinRows;
import io.millsight.detect.box.RoiAlign.FeatureMap;
import io.millsight.detect.box.RoiAlign.Regions;
import io.millsight.detect.net.Initial;
import io.millsight.detect.net.WeightSource;
import io.millsight.image.ImageSize;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;
import io.millsight.torch.WeightedRows;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that see a region: they tell its type, and for each type how the box has to move. Type 0 is background.
 *
 * @param hidden the first takes the features of a region, {@code [C · 49]}
 * @param types a logit for each type and for background
 * @param deltas four for each type and for background
 */
record RegionHead(List<Linear> hidden, Linear types, Linear deltas) {

    /** The way from a proposal to a detected box. */
    static final BoxDeltas DELTAS = new BoxDeltas(10, 5);

    private static final int BINS = 7;
    private static final RoiAlign ALIGN = new RoiAlign(BINS, BINS, 2, false);
    private static final String PREFIX = "roi_heads.";

    /** A region of this side belongs to the map that a network for whole images of this side would classify by: number 4, of stride 16. */
    private static final float CANONICAL_SIDE = 224;

    private static final float CANONICAL_LEVEL = 4;
    private static final float TOLERANCE = 1e-6f;

    /** A linear layer: weight {@code [out, in]} and bias {@code [out]}. */
    record Linear(Tensor weight, Tensor bias) {

        static Linear build(WeightSource source, String name, long in, long out) {
            return new Linear(
                    source.parameter(name + ".weight", Initial.fanIn(in), out, in),
                    source.parameter(name + ".bias", Initial.fanIn(in), out));
        }

        Tensor apply(Tensor rows) {
            return rows.linear(weight, bias);
        }
    }

    /**
     * What the layers tell of K regions, with T types.
     *
     * @param features {@code [K, C, 7, 7]}
     * @param hidden the last hidden layer
     * @param logits float32 {@code [K, T + 1]}
     * @param deltas float32 {@code [K, 4 · (T + 1)]}
     */
    record Outputs(Tensor features, Tensor hidden, Tensor logits, Tensor deltas) {}

    static RegionHead build(WeightSource source, FasterRcnnConfig config) {
        long in = (long) config.pyramidWidth() * BINS * BINS;
        int width = config.headWidth();
        int types = config.types() + 1;
        return new RegionHead(
                List.of(
                        Linear.build(source, PREFIX + "box_head.fc6", in, width),
                        Linear.build(source, PREFIX + "box_head.fc7", width, width)),
                Linear.build(source, PREFIX + "box_predictor.cls_score", width, types),
                Linear.build(source, PREFIX + "box_predictor.bbox_pred", width, 4L * types));
    }

    /**
     * Applies the layers.
     *
     * @param maps of the pyramid without the coarsest, {@code [B, C, h, w]}
     * @param images sizes without padding
     * @param boxes of each image, four numbers each; at least one in all
     */
    Outputs apply(List<Tensor> maps, List<ImageSize> images, List<float[]> boxes) {
        Tensor features = features(maps, images, boxes);
        Tensor value = features.reshape(features.size(0), -1); // [K, C · 49]
        for (Linear layer : hidden) {
            value = layer.apply(value).reluInPlace();
        }
        return new Outputs(
                features,
                value,
                types.apply(value).to(DType.FLOAT32),
                deltas.apply(value).to(DType.FLOAT32));
    }

    private static Tensor features(List<Tensor> maps, List<ImageSize> images, List<float[]> boxes) {
        List<Tensor> rows = new ArrayList<>();
        List<FeatureMap> places = new ArrayList<>();
        int first = 0;
        for (Tensor map : maps) {
            int height = (int) map.size(2);
            int width = (int) map.size(3);
            places.add(new FeatureMap(first, height, width, scale(height, images)));
            rows.add(map.permute(0, 2, 3, 1).reshape(-1, map.size(1)).to(DType.FLOAT32));
            first += (int) map.size(0) * height * width;
        }
        Regions regions = regions(places, boxes);
        BinRows bins = ALIGN.rows(places, regions);
        return WeightedRows.sum(Tensor.concatenate(rows, 0), bins.rows(), bins.weights(), bins.rowsPerBin())
                .reshape(regions.count(), BINS, BINS, -1)
                .permute(0, 3, 1, 2); // [K, C, 7, 7]
    }

    /** Returns cells per pixel: the power of two that is nearest to what the highest image tells. */
    private static float scale(int mapHeight, List<ImageSize> images) {
        int height = images.stream().mapToInt(ImageSize::height).max().orElse(mapHeight);
        return (float) Math.scalb(1.0, (int) Math.rint(log2((double) mapHeight / height)));
    }

    private static Regions regions(List<FeatureMap> maps, List<float[]> boxes) {
        int count = boxes.stream().mapToInt(ofImage -> ofImage.length / 4).sum();
        Regions regions = new Regions(new int[count], new int[count], new float[4 * count]);
        int next = 0;
        for (int image = 0; image < boxes.size(); image++) {
            float[] ofImage = boxes.get(image);
            System.arraycopy(ofImage, 0, regions.boxes(), 4 * next, ofImage.length);
            for (int box = 0; box < ofImage.length / 4; box++) {
                regions.images()[next] = image;
                regions.maps()[next++] = map(ofImage, box, maps);
            }
        }
        return regions;
    }

    /** Returns the map on which a box is seen: the larger the box, the coarser the map (Lin et al. 2017, equation 1). */
    static int map(float[] boxes, int box, List<FeatureMap> maps) {
        int at = 4 * box;
        float side = (float) Math.sqrt((boxes[at + 2] - boxes[at]) * (boxes[at + 3] - boxes[at + 1]));
        int level = (int) Math.floor(CANONICAL_LEVEL + (float) log2(side / CANONICAL_SIDE) + TOLERANCE);
        int finest = level(maps.get(0));
        int coarsest = level(maps.get(maps.size() - 1));
        return Math.min(Math.max(level, finest), coarsest) - finest;
    }

    private static int level(FeatureMap map) {
        return (int) -log2(map.scale());
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
