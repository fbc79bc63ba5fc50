package io.millsight.adapter;

import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.qwen.chat.ChatEncoder;
import io.millsight.qwen.chat.ChatMessage;
import io.millsight.qwen.chat.ChatTemplate;
import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.PixelPatches;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.Defect;
import io.millsight.steel.report.CoordinateFrame;
import java.util.List;
import java.util.Optional;

/**
 * Turns an image into what the model reads: patches, the chat template with a placeholder for each image token, the instruction, and for training the
 * answer. Training and describing share this class, so that both ask alike. Immutable; several threads may use it.
 */
public final class PromptEncoder {

    private final ReportTask task;
    private final ImageProcessor images;
    private final Optional<ImageSize> pictureSize;
    private final ChatEncoder chat;

    /**
     * An encoder for one model.
     *
     * @param tokenizer stays the caller's to close
     */
    public PromptEncoder(PromptSettings settings, QwenTokenizer tokenizer) {
        this.task = settings.task();
        this.images = new ImageProcessor(settings.images(), settings.resize());
        this.pictureSize = settings.pictureSize();
        this.chat = new ChatEncoder(tokenizer, ChatTemplate.STANDARD);
    }

    /**
     * An image and the question about it.
     *
     * @param sequence token ids, and the grid of the image
     * @param patches of the image
     * @param frame of the numbers in the answer
     */
    public record Prompt(TokenSequence sequence, PixelPatches patches, CoordinateFrame frame) {}

    /**
     * An image, the question about it and the right answer.
     *
     * @param tokens ids, and a label for each token of the answer
     * @param patches of the image
     * @param frame of the numbers in the answer
     */
    public record Answered(LabelledTokens tokens, PixelPatches patches, CoordinateFrame frame) {}

    /** Returns the side of the square of patches that becomes one image token. */
    public int mergeSize() {
        return images.mergeSize();
    }

    /** The size at which the model is shown every picture; empty if it is shown each in its own size. */
    public Optional<ImageSize> pictureSize() {
        return pictureSize;
    }

    /** The size at which the model is shown a picture of this size. */
    public ImageSize shown(ImageSize picture) {
        return pictureSize.orElse(picture);
    }

    /**
     * Refuses a picture that the model cannot be shown, before its pixels are read.
     *
     * @param name of the picture's file; the message begins with it
     * @throws InvalidImageException if the picture is too long and thin
     */
    public void requireUsable(ImageSize picture, String name) {
        images.requireUsable(shown(picture), name);
    }

    /**
     * Returns the number of tokens in the prompt about a picture of this size. The prompt about a crop that is shown at the same size has as many.
     *
     * @throws InvalidImageException if the picture is too long and thin
     */
    public int promptTokens(ImageSize picture) {
        int imageTokens = images.tokens(shown(picture));
        return chat.encodePrompt(List.of(question()), new int[] {imageTokens}).length;
    }

    /** Encodes the question about an image; the model continues with the answer. */
    public Prompt prompt(RgbImage image) {
        return prompt(image, shown(image.size()));
    }

    /**
     * Encodes the question about an image that is shown at another size; the model continues with the answer. The prompt's frame converts boxes
     * into pixels of the image as it is.
     */
    public Prompt prompt(RgbImage image, ImageSize shown) {
        PixelPatches patches = images.process(image, shown);
        int[] tokens = chat.encodePrompt(List.of(question()), new int[] {patches.tokens()});
        return new Prompt(
                TokenSequence.of(tokens, List.of(patches.grid())),
                patches,
                task.frame(image.size(), shown, patches.resized()));
    }

    /** Encodes an image with the question and the right answer. */
    public Answered answered(RgbImage image, List<Defect> defects) {
        ImageSize shown = shown(image.size());
        PixelPatches patches = images.process(image, shown);
        CoordinateFrame frame = task.frame(image.size(), shown, patches.resized());
        ChatMessage answer = ChatMessage.assistant(task.write(defects, frame));
        return new Answered(
                chat.encodeAnswered(List.of(question(), answer), new int[] {patches.tokens()}), patches, frame);
    }

    /** The frame of the numbers in a report on a picture of this size: pixels of the picture as it is, at whatever size the model is shown it. */
    public CoordinateFrame frame(ImageSize picture) {
        return task.frame(picture, picture, images.resizedSize(shown(picture)));
    }

    private ChatMessage question() {
        return ChatMessage.user(1, task.instruction());
    }

    /** What the model is asked, and how it answers. */
    public ReportTask task() {
        return task;
    }
}
