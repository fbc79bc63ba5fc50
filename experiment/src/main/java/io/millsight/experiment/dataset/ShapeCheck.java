package io.millsight.experiment.dataset;

import io.millsight.adapter.Manifest;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the images of a dataset that are too long and thin for a model. */
final class ShapeCheck {

    private ShapeCheck() {}

    /** Returns warnings that hold for any model. A model that was trained at one image size can take other shapes, too. */
    static List<Finding> ofAnyModel(List<AnnotatedImage> images) {
        return refused(images, new ImageProcessor(ImageProcessorConfig.PUBLISHED, ResizeVariant.ATEN), null).stream()
                .map(finding -> new Finding(
                        Rule.LONG_AND_THIN,
                        finding.file(),
                        finding.text() + ", or check with --model whether your model takes it"))
                .toList();
    }

    /**
     * For one model: errors.
     *
     * @param model with its adapter, whose settings travel with it
     */
    static List<Finding> of(List<AnnotatedImage> images, EvaluatedModel model) {
        ModelFolder folder = ModelFolder.open(model.modelFolder());
        Optional<Manifest> manifest = Manifest.read(model.tunedFolder());
        ImageProcessorConfig config = manifest.map(training -> training.imageProcessor(folder.imageProcessor()))
                .orElseGet(folder::imageProcessor);
        return refused(
                images,
                new ImageProcessor(config, ResizeVariant.ATEN),
                manifest.map(Manifest::images)
                        .flatMap(Manifest.Images::pictureSize)
                        .orElse(null));
    }

    /** Checks images in the size in which a model is shown all pictures; null for their own size. */
    private static List<Finding> refused(
            List<AnnotatedImage> images, ImageProcessor processor, @Nullable ImageSize pictureSize) {
        List<Finding> findings = new ArrayList<>();
        for (AnnotatedImage image : images) {
            try {
                processor.resizedSize(pictureSize == null ? image.size() : pictureSize);
            } catch (InvalidImageException e) {
                findings.add(new Finding(Rule.UNSUITABLE_IMAGE, image.file(), String.valueOf(e.getMessage())));
            }
        }
        return findings;
    }
}
