package io.millsight.detect.train;

import io.millsight.detect.LabelledBox;
import io.millsight.detect.TrainingBatch;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Sample;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The numbers of a batch, made beside the training; the thread that trains makes a tensor of them.
 *
 * @param values from 0 to 1, {@code [B, 3, size, size]}
 * @param boxes of each image
 * @param size side of the images in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
record BatchValues(float[] values, List<List<LabelledBox>> boxes, int size) {

    private static final int CHANNELS = 3;
    private static final float WHITE = 255;

    /** Converts square images of one size. */
    static BatchValues of(List<Sample> samples, List<DefectType> types) {
        int size = samples.get(0).image().width();
        int area = size * size;
        float[] values = new float[samples.size() * CHANNELS * area];
        List<List<LabelledBox>> boxes = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            byte[] pixels = samples.get(i).image().pixels();
            for (int channel = 0; channel < CHANNELS; channel++) {
                int start = (i * CHANNELS + channel) * area;
                for (int pixel = 0; pixel < area; pixel++) {
                    values[start + pixel] = (pixels[CHANNELS * pixel + channel] & 0xff) / WHITE;
                }
            }
            boxes.add(samples.get(i).defects().stream()
                    .map(defect -> labelled(defect, types))
                    .toList());
        }
        return new BatchValues(values, boxes, size);
    }

    private static LabelledBox labelled(Defect defect, List<DefectType> types) {
        BoundingBox box = defect.box();
        return new LabelledBox(
                types.indexOf(defect.type()), (float) box.xMin(), (float) box.yMin(), (float) box.xMax(), (float)
                        box.yMax());
    }

    /** Returns the batch on a device; its tensor belongs to the current scope. */
    TrainingBatch toDevice(Device device) {
        int count = boxes.size();
        return new TrainingBatch(
                Tensor.of(values, count, CHANNELS, size, size).to(device).channelsLast(),
                Collections.nCopies(count, new ImageSize(size, size)),
                boxes);
    }
}
