package io.millsight.detect.yolo;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network as data. The place of a layer in the list is the number in its key names, {@code model.<place>}. Pools, enlargements and
 * concatenations count, although they hold no weights. The head follows the last layer.
 *
 * @param layers in the order of their computation
 * @param outputs places of the layers that the head reads, the finest grid first
 */
record YoloLayout(List<Layer> layers, List<Integer> outputs) {

    /** The place of the image. */
    static final int INPUT = -1;

    private static final int CHANNEL_STEP = 8;
    private static final int IMAGE_CHANNELS = 3;

    /** What a layer does. */
    enum Kind {
        /** A convolution with a norm and an activation. */
        CONVOLUTION,
        /** The maximum of each window. */
        MAX_POOL,
        /** Each pixel four times. */
        ENLARGEMENT,
        /** The channels of several layers, one after the other. */
        CONCATENATION,
        /** Spatial pyramid pooling between convolutions, with a path around. */
        PYRAMID_POOLING,
        /** The sum of a 3×3 and a 1×1 convolution, which become one for detection. */
        REPARAMETERISED
    }

    /**
     * One layer.
     *
     * @param sources places of the layers that it reads
     * @param in channels of its input
     * @param out channels of its output
     * @param kernel side of its window
     * @param stride of its window
     */
    record Layer(List<Integer> sources, Kind kind, int in, int out, int kernel, int stride) {}

    YoloLayout {
        layers = List.copyOf(layers);
        outputs = List.copyOf(outputs);
    }

    /** Returns the channels that the head reads, by output. */
    List<Integer> outputChannels() {
        return outputs.stream().map(place -> layers.get(place).out).toList();
    }

    /**
     * The layers of YOLOv7-tiny.
     *
     * @param width factor of the channels, 1 for the published network
     */
    static YoloLayout tiny(double width) {
        Builder b = new Builder(width);
        int p2 = b.shortAggregation(b.convolution(b.convolution(INPUT, 32, 3, 2), 64, 3, 2), 32, 64);
        int p3 = b.shortAggregation(b.halved(p2), 64, 128);
        int p4 = b.shortAggregation(b.halved(p3), 128, 256);
        int p5 = b.shortAggregation(b.halved(p4), 256, 512);
        int around = b.convolution(p5, 256, 1, 1);
        int narrow = b.convolution(p5, 256, 1, 1);
        int pool5 = b.pool(narrow, 5, 1);
        int pool9 = b.pool(narrow, 9, 1);
        int pool13 = b.pool(narrow, 13, 1);
        int pooled = b.convolution(b.concatenation(pool13, pool9, pool5, narrow), 256, 1, 1);
        int coarse = b.convolution(b.concatenation(pooled, around), 256, 1, 1);
        int coarseEnlarged = b.enlarged(b.convolution(coarse, 128, 1, 1));
        int middle = b.shortAggregation(b.concatenation(b.convolution(p4, 128, 1, 1), coarseEnlarged), 64, 128);
        int middleEnlarged = b.enlarged(b.convolution(middle, 64, 1, 1));
        int fine = b.shortAggregation(b.concatenation(b.convolution(p3, 64, 1, 1), middleEnlarged), 32, 64);
        int middleAgain = b.shortAggregation(b.concatenation(b.convolution(fine, 128, 3, 2), middle), 64, 128);
        int coarseAgain = b.shortAggregation(b.concatenation(b.convolution(middleAgain, 256, 3, 2), coarse), 128, 256);
        return b.layout(
                b.convolution(fine, 128, 3, 1),
                b.convolution(middleAgain, 256, 3, 1),
                b.convolution(coarseAgain, 512, 3, 1));
    }

    /**
     * The layers of YOLOv7.
     *
     * @param width factor of the channels, 1 for the published network
     */
    static YoloLayout base(double width) {
        Builder b = new Builder(width);
        int stem = b.convolution(b.convolution(INPUT, 32, 3, 1), 64, 3, 2);
        int p2 = b.aggregation(b.convolution(b.convolution(stem, 64, 3, 1), 128, 3, 2), 64, 256);
        int p3 = b.aggregation(b.reduced(p2, 128), 128, 512);
        int p4 = b.aggregation(b.reduced(p3, 256), 256, 1024);
        int p5 = b.aggregation(b.reduced(p4, 512), 256, 1024);
        int coarse = b.pyramidPooling(p5, 512);
        int coarseEnlarged = b.enlarged(b.convolution(coarse, 256, 1, 1));
        int middle = b.wideAggregation(b.concatenation(b.convolution(p4, 256, 1, 1), coarseEnlarged), 256, 128, 256);
        int middleEnlarged = b.enlarged(b.convolution(middle, 128, 1, 1));
        int fine = b.wideAggregation(b.concatenation(b.convolution(p3, 128, 1, 1), middleEnlarged), 128, 64, 128);
        int middleAgain = b.wideAggregation(b.reduced(fine, 128, middle), 256, 128, 256);
        int coarseAgain = b.wideAggregation(b.reduced(middleAgain, 256, coarse), 512, 256, 512);
        return b.layout(
                b.reparameterised(fine, 256),
                b.reparameterised(middleAgain, 512),
                b.reparameterised(coarseAgain, 1024));
    }

    /** Adds layers; each method returns the place of its last layer. */
    private static final class Builder {

        private final double width;
        private final List<Layer> layers = new ArrayList<>();

        Builder(double width) {
            this.width = width;
        }

        YoloLayout layout(Integer... outputs) {
            return new YoloLayout(layers, List.of(outputs));
        }

        private int channels(int place) {
            return place == INPUT ? IMAGE_CHANNELS : layers.get(place).out;
        }

        private int scaled(int channels) {
            return CHANNEL_STEP * (int) Math.ceil(channels * width / CHANNEL_STEP);
        }

        private int add(List<Integer> sources, Kind kind, int out, int kernel, int stride) {
            int in = sources.stream().mapToInt(this::channels).sum();
            layers.add(new Layer(sources, kind, in, out, kernel, stride));
            return layers.size() - 1;
        }

        int convolution(int source, int out, int kernel, int stride) {
            return add(List.of(source), Kind.CONVOLUTION, scaled(out), kernel, stride);
        }

        int pool(int source, int kernel, int stride) {
            return add(List.of(source), Kind.MAX_POOL, channels(source), kernel, stride);
        }

        int halved(int source) {
            return pool(source, 2, 2);
        }

        int enlarged(int source) {
            return add(List.of(source), Kind.ENLARGEMENT, channels(source), 2, 1);
        }

        int concatenation(Integer... sources) {
            List<Integer> places = List.of(sources);
            return add(
                    places,
                    Kind.CONCATENATION,
                    places.stream().mapToInt(this::channels).sum(),
                    1,
                    1);
        }

        int pyramidPooling(int source, int out) {
            return add(List.of(source), Kind.PYRAMID_POOLING, scaled(out), 1, 1);
        }

        int reparameterised(int source, int out) {
            return add(List.of(source), Kind.REPARAMETERISED, scaled(out), 3, 1);
        }

        /** Layer aggregation of the tiny network: the input, and two convolutions one after the other. */
        int shortAggregation(int source, int hidden, int out) {
            int a = convolution(source, hidden, 1, 1);
            int b = convolution(source, hidden, 1, 1);
            int c = convolution(b, hidden, 3, 1);
            int d = convolution(c, hidden, 3, 1);
            return convolution(concatenation(d, c, b, a), out, 1, 1);
        }

        /** Layer aggregation of the backbone: of four convolutions in a row, the second and the last. */
        int aggregation(int source, int hidden, int out) {
            int a = convolution(source, hidden, 1, 1);
            int b = convolution(source, hidden, 1, 1);
            int d = convolution(convolution(b, hidden, 3, 1), hidden, 3, 1);
            int g = convolution(convolution(d, hidden, 3, 1), hidden, 3, 1);
            return convolution(concatenation(g, d, b, a), out, 1, 1);
        }

        /** Layer aggregation of the neck: every convolution of the row. */
        int wideAggregation(int source, int hidden, int inner, int out) {
            int a = convolution(source, hidden, 1, 1);
            int b = convolution(source, hidden, 1, 1);
            int c = convolution(b, inner, 3, 1);
            int d = convolution(c, inner, 3, 1);
            int e = convolution(d, inner, 3, 1);
            int g = convolution(e, inner, 3, 1);
            return convolution(concatenation(g, e, d, c, b, a), out, 1, 1);
        }

        /** Halves the resolution in two ways. */
        int reduced(int source, int out, Integer... beside) {
            int pooled = convolution(halved(source), out, 1, 1);
            int strided = convolution(convolution(source, out, 1, 1), out, 3, 2);
            List<Integer> all = new ArrayList<>(List.of(strided, pooled));
            all.addAll(List.of(beside));
            return concatenation(all.toArray(Integer[]::new));
        }
    }
}
