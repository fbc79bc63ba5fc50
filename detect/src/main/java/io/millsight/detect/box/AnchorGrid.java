package io.millsight.detect.box;

import io.millsight.image.ImageSize;
import java.util.List;

/**
 * The anchors of Faster R-CNN: boxes of each size and each ratio around the top left corner of every cell of every feature map (Ren et al. 2015).
 *
 * @param sizes of the anchors of each feature map: the square root of the area, in pixels
 * @param ratios height / width
 */
public record AnchorGrid(List<List<Double>> sizes, List<Double> ratios) {

    public AnchorGrid {
        sizes = sizes.stream().map(List::copyOf).toList();
        ratios = List.copyOf(ratios);
    }

    /** Returns the number of anchors at a cell of a feature map. */
    public int perCell(int map) {
        return sizes.get(map).size() * ratios.size();
    }

    /**
     * Returns the anchors of a cell around the origin, with corners at whole pixels: ratio by ratio, and size by size within a ratio.
     *
     * @return four numbers each
     */
    public float[] ofCell(int map) {
        float[] anchors = new float[4 * perCell(map)];
        int at = 0;
        for (double ratio : ratios) {
            float heightFactor = (float) Math.sqrt((float) ratio);
            float widthFactor = 1 / heightFactor;
            for (double size : sizes.get(map)) {
                float right = (float) Math.rint(widthFactor * (float) size / 2);
                float bottom = (float) Math.rint(heightFactor * (float) size / 2);
                anchors[at++] = -right;
                anchors[at++] = -bottom;
                anchors[at++] = right;
                anchors[at++] = bottom;
            }
        }
        return anchors;
    }

    /**
     * Returns the anchors of all feature maps: map by map, row by row, column by column, anchor by anchor. Anchors may reach beyond the image.
     *
     * @param image size of the padded batch in pixels
     * @param maps sizes of the feature maps in cells
     * @return four numbers each
     */
    public float[] all(ImageSize image, List<ImageSize> maps) {
        int count = 0;
        for (int map = 0; map < maps.size(); map++) {
            count += Math.toIntExact(maps.get(map).pixels()) * perCell(map);
        }
        float[] anchors = new float[4 * count];
        int at = 0;
        for (int map = 0; map < maps.size(); map++) {
            float[] cell = ofCell(map);
            ImageSize size = maps.get(map);
            int stepX = image.width() / size.width();
            int stepY = image.height() / size.height();
            for (int y = 0; y < size.height(); y++) {
                for (int x = 0; x < size.width(); x++) {
                    for (int i = 0; i < cell.length; i += 2) {
                        anchors[at++] = cell[i] + x * stepX;
                        anchors[at++] = cell[i + 1] + y * stepY;
                    }
                }
            }
        }
        return anchors;
    }
}
