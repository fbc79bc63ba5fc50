package io.millsight.detect.box;

import java.util.List;

/**
 * RoIAlign (He et al. 2017, section 3): resamples the part of a feature map under a box to a grid of bins, by bilinear interpolation.
 *
 * <p>The operation is linear in the features. So all feature maps of all images are laid out as the rows of one table, and this class computes which
 * rows with which weights make each bin; {@code torch.WeightedRows} sums them. It computes in float32 like the reference.
 *
 * @param height of the grid in bins
 * @param width of the grid in bins
 * @param samples points of a bin along each axis; 0 takes as many as a bin has cells
 * @param aligned whether the centre of a cell, and not its corner, has the cell's number as coordinate
 */
public record RoiAlign(int height, int width, int samples, boolean aligned) {

    /**
     * A feature map among the rows of the table. The map of image i fills rows from {@code firstRow + i · height · width}, row by row.
     *
     * @param height in cells
     * @param width in cells
     * @param scale cells per pixel
     */
    public record FeatureMap(int firstRow, int height, int width, float scale) {}

    /**
     * Boxes on feature maps.
     *
     * @param images the image of each box
     * @param maps the feature map of each box
     * @param boxes four numbers each, in pixels
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    public record Regions(int[] images, int[] maps, float[] boxes) {

        /** Returns the number of boxes. */
        public int count() {
            return images.length;
        }
    }

    /**
     * Rows of the table that make each bin: region by region, row by row, column by column.
     *
     * @param rows numbers of rows, {@code rowsPerBin} for each bin
     * @param weights of the rows; unused places have the weight 0
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    public record BinRows(long[] rows, float[] weights, int rowsPerBin) {}

    /** Computes the rows of each bin. */
    public BinRows rows(List<FeatureMap> maps, Regions regions) {
        Side[] vertical = new Side[regions.count()];
        Side[] horizontal = new Side[regions.count()];
        int most = 0;
        for (int region = 0; region < regions.count(); region++) {
            FeatureMap map = maps.get(regions.maps[region]);
            float[] boxes = regions.boxes;
            int at = 4 * region;
            vertical[region] = side(boxes[at + 1] * map.scale, boxes[at + 3] * map.scale, height, map.height);
            horizontal[region] = side(boxes[at] * map.scale, boxes[at + 2] * map.scale, width, map.width);
            most = Math.max(most, vertical[region].samples * horizontal[region].samples);
        }
        BinRows bins = new BinRows(
                new long[regions.count() * height * width * 4 * most],
                new float[regions.count() * height * width * 4 * most],
                Math.max(1, 4 * most));
        for (int region = 0; region < regions.count(); region++) {
            FeatureMap map = maps.get(regions.maps[region]);
            int firstRow = map.firstRow + regions.images[region] * map.height * map.width;
            int at = region * height * width * bins.rowsPerBin;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    fill(bins, at, new Bin(vertical[region], y, horizontal[region], x, firstRow, map.width));
                    at += bins.rowsPerBin;
                }
            }
        }
        return bins;
    }

    /** One bin of one region, whose points lie at all pairs of a point of its row and a point of its column. */
    private record Bin(Side vertical, int y, Side horizontal, int x, int firstRow, int mapWidth) {}

    private static void fill(BinRows bins, int start, Bin bin) {
        Side vertical = bin.vertical;
        Side horizontal = bin.horizontal;
        float points = Math.max(1, vertical.samples * horizontal.samples);
        int at = start;
        for (int i = 2 * bin.y * vertical.samples; i < 2 * (bin.y + 1) * vertical.samples; i++) {
            for (int j = 2 * bin.x * horizontal.samples; j < 2 * (bin.x + 1) * horizontal.samples; j++) {
                bins.rows[at] = bin.firstRow + (long) vertical.cells[i] * bin.mapWidth + horizontal.cells[j];
                bins.weights[at] = vertical.weights[i] * horizontal.weights[j] / points;
                at++;
            }
        }
    }

    /**
     * The sample points of a region along one axis, two entries for each point: the cells before and after it, and their weights.
     *
     * @param samples points of a bin
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    private record Side(int samples, int[] cells, float[] weights) {}

    private Side side(float low, float high, int bins, int cells) {
        float start = aligned ? low - 0.5f : low;
        float length = (aligned ? high - 0.5f : high) - start;
        if (!aligned) {
            length = Math.max(length, 1);
        }
        float bin = length / bins;
        int count = samples > 0 ? samples : Math.max(0, (int) Math.ceil(bin));
        Side side = new Side(count, new int[2 * bins * count], new float[2 * bins * count]);
        for (int i = 0; i < bins * count; i++) {
            int whole = i / count;
            float place = start + whole * bin + (i % count + 0.5f) * bin / count;
            if (place >= -1 && place <= cells) { // a point further outside has the value 0
                float inside = Math.max(place, 0);
                int before = Math.min((int) inside, cells - 1);
                float fraction = before == cells - 1 ? 0 : inside - before;
                side.cells[2 * i] = before;
                side.cells[2 * i + 1] = Math.min(before + 1, cells - 1);
                side.weights[2 * i] = 1 - fraction;
                side.weights[2 * i + 1] = fraction;
            }
        }
        return side;
    }
}
