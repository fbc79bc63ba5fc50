package io.millsight.steel.synthetic;

import io.millsight.files.AtomicFolder;
import io.millsight.image.PngEncoder;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.augment.Sample;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.split.SplitRatios;
import io.millsight.steel.split.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Synthetic surfaces as a dataset in Pascal VOC format, divided 8:1:1.
 *
 * @param steel draws the surfaces
 * @param count number of surfaces
 * @param seed seed of the surfaces and of the division
 */
public record SyntheticDataset(SyntheticSteel steel, int count, long seed) {

    /** With fewer images, a type might not have enough images for all three splits. */
    public static final int MINIMUM = 60;

    public SyntheticDataset {
        if (count < MINIMUM) {
            throw new InputException("a divided dataset needs at least " + MINIMUM + " images, not " + count);
        }
    }

    /**
     * Writes the dataset.
     *
     * @param target must not exist or must be an empty folder
     * @param drawn receives the number of each drawn image, from 1
     * @throws IOException if there is no space for the images
     * @throws InputException if the target is not free or cannot be written
     */
    public void write(Path target, IntConsumer drawn) throws IOException {
        AtomicFolder.requireFree(target);
        AtomicFolder.withScratch(target, pictures -> {
            List<AnnotatedImage> images = draw(pictures, drawn);
            Dataset dataset = new Dataset("synthetic", pictures, DefectType.NEU_DET, images, Map.of(), Map.of());
            Splitter splitter = new Splitter(SplitRatios.DEFAULT, seed, false);
            DatasetWriter.write(dataset.withSplits(splitter.split(dataset).lists()), DatasetFormat.VOC, target);
        });
    }

    private List<AnnotatedImage> draw(Path folder, IntConsumer drawn) throws IOException {
        List<AnnotatedImage> images = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int number = 1; number <= count; number++) {
            Sample sample = steel.draw(seeds.nextLong());
            String id = String.format(Locale.ROOT, "surface_%05d", number);
            Path file = folder.resolve(id + ".png");
            Files.write(file, PngEncoder.encode(sample.image().toBufferedImage()));
            images.add(new AnnotatedImage(
                    id, file, sample.image().width(), sample.image().height(), sample.defects()));
            drawn.accept(number);
        }
        return images;
    }
}
