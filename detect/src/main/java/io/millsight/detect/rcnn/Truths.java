package io.millsight.detect.rcnn;

import io.millsight.detect.LabelledBox;
import java.util.List;

/**
 * The annotated boxes of an image.
 *
 * @param boxes four numbers each, in pixels of the image as the network sees it
 * @param types from 0
 */
@SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
record Truths(float[] boxes, int[] types) {

    static Truths of(List<LabelledBox> labelled) {
        Truths truths = new Truths(new float[4 * labelled.size()], new int[labelled.size()]);
        for (int i = 0; i < labelled.size(); i++) {
            LabelledBox box = labelled.get(i);
            float[] corners = {box.x1(), box.y1(), box.x2(), box.y2()};
            System.arraycopy(corners, 0, truths.boxes, 4 * i, 4);
            truths.types[i] = box.type();
        }
        return truths;
    }
}
