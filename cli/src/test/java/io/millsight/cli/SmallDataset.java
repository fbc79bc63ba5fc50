package io.millsight.cli;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A made-up dataset of two types: four images to train on and six to measure on, of which two show the same steel. */
public final class SmallDataset {

    public static final DefectType PATCHES = new DefectType("patches");
    public static final DefectType SCRATCHES = new DefectType("scratches");

    private static final int SIDE = 56;
    private static final int TRAINING = 4;
    private static final int IMAGES = 10;

    private SmallDataset() {}

    /** Writes it in the Pascal format; each image has one defect, those with even numbers are patches. */
    public static Path write(Path folder, Path workplace) throws IOException {
        Files.createDirectories(workplace);
        List<AnnotatedImage> images = new ArrayList<>();
        List<String> training = new ArrayList<>();
        List<String> validation = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            String id = "strip_" + i;
            Path file = workplace.resolve(id + ".png");
            ImageFile.writePng(noise(i), file);
            Defect defect = new Defect(i % 2 == 0 ? PATCHES : SCRATCHES, new BoundingBox(4, 8, 20 + i, 40));
            images.add(new AnnotatedImage(id, file, SIDE, SIDE, List.of(defect)));
            (i < TRAINING ? training : validation).add(id);
        }
        Map<String, List<String>> splits = new LinkedHashMap<>();
        splits.put("train", training);
        splits.put("val", validation);
        Dataset dataset = new Dataset(
                "small",
                workplace,
                List.of(PATCHES, SCRATCHES),
                images,
                splits,
                Map.of("strip_4", "coil", "strip_5", "coil"));
        DatasetWriter.write(dataset, DatasetFormat.VOC, folder);
        return folder;
    }

    private static RgbImage noise(long seed) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
