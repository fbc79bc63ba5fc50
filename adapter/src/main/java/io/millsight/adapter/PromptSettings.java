package io.millsight.adapter;

import io.millsight.image.ImageSize;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.Optional;

/**
 * How an image and the question about it become a prompt.
 *
 * @param task what is asked and how it is answered
 * @param images the image processor's settings, with the pixel budget
 * @param resize how images are resized
 * @param pictureSize the size at which the model is shown every picture, if it was trained at one size; empty if it is shown each in its own size
 */
public record PromptSettings(
        ReportTask task, ImageProcessorConfig images, ResizeVariant resize, Optional<ImageSize> pictureSize) {

    /** The settings for a model that has no task of its own. */
    public static PromptSettings standard(ImageProcessorConfig images, List<DefectType> types) {
        return new PromptSettings(ReportTask.standard(types), images, ResizeVariant.ATEN, Optional.empty());
    }
}
