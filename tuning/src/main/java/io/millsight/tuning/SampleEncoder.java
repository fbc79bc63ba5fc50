package io.millsight.tuning;

import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.qwen.chat.ChatEncoder;
import io.millsight.qwen.chat.ChatMessage;
import io.millsight.qwen.chat.ChatTemplate;
import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.PixelPatches;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.Defect;
import io.millsight.steel.report.CoordinateFrame;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Turns images into what the model reads: patches, the question, and for training the answer. Training and describing share it, so that both ask alike. */
public final class SampleEncoder {

    private final ReportTask task;
    private final ImageProcessor images;
    private final Optional<ImageSize> pictureSize;
    private final ChatEncoder chat;
    private final CellLessons cells;
    private final int placeholder;

    /**
     * An encoder for one model.
     *
     * @param pictureSize of the only pictures that the model knows, as which it is shown all others; empty if it is shown each in its own size
     * @param tokenizer stays the caller's to close
     */
    public SampleEncoder(
            ReportTask task, ImageProcessor images, Optional<ImageSize> pictureSize, QwenTokenizer tokenizer) {
        this.task = task;
        this.images = images;
        this.pictureSize = pictureSize;
        this.chat = new ChatEncoder(tokenizer, ChatTemplate.STANDARD);
        this.cells = new CellLessons(task.types(), tokenizer);
        this.placeholder = tokenizer.id(SpecialToken.IMAGE_PAD);
    }

    /** An image and the question about it. */
    public static final class Prompt {

        private final TokenSequence sequence;
        private final PixelPatches patches;
        private final CoordinateFrame frame;

        private Prompt(TokenSequence sequence, PixelPatches patches, CoordinateFrame frame) {
            this.sequence = sequence;
            this.patches = patches;
            this.frame = frame;
        }

        public TokenSequence sequence() {
            return sequence;
        }

        public PixelPatches patches() {
            return patches;
        }

        /** In which the numbers of the answer are meant. */
        public CoordinateFrame frame() {
            return frame;
        }
    }

    /** The size of the only pictures that the model knows. */
    Optional<ImageSize> pictureSize() {
        return pictureSize;
    }

    /** The size that the model takes a picture of this size to have. */
    public ImageSize shown(ImageSize picture) {
        return pictureSize.orElse(picture);
    }

    /**
     * Refuses the size of a picture that the model cannot be shown, before its pixels are read.
     *
     * @param name of the picture's file, with which the message begins
     * @throws InvalidImageException if the picture is too long and thin
     */
    public void requireUsable(ImageSize picture, String name) {
        images.requireUsable(shown(picture), name);
    }

    /**
     * How many tokens the question about a picture of this size has, and about each part of it that is shown as large.
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
     * Encodes the question about an image that is shown as one of another size; the model continues with the answer. The prompt's frame puts boxes
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

    /** The frame of the numbers that a report on a picture of this size has: those of the picture as it is, whatever the model is shown. */
    public CoordinateFrame frame(ImageSize picture) {
        return task.frame(picture, picture, images.resizedSize(shown(picture)));
    }

    /** Encodes an image with the question and the right answer. */
    EncodedSample answered(RgbImage image, List<Defect> defects) {
        ImageSize shown = shown(image.size());
        PixelPatches patches = images.process(image, shown);
        CoordinateFrame frame = task.frame(image.size(), shown, patches.resized());
        String answer = task.write(defects, frame);
        LabelledTokens tokens =
                chat.encodeAnswered(List.of(question(), ChatMessage.assistant(answer)), new int[] {patches.tokens()});
        int[] ids = tokens.ids();
        List<Integer> places = IntStream.range(0, ids.length)
                .filter(i -> ids[i] == placeholder)
                .boxed()
                .toList();
        return EncodedSample.of(
                tokens, List.of(patches.grid()), cells.of(places, patches.grid(), frame, defects), patches.values());
    }

    /** Whether image tokens of this vocabulary can be taught where what they show begins and ends. */
    boolean teachesEdges() {
        return cells.haveEdges();
    }

    private ChatMessage question() {
        return ChatMessage.user(1, task.instruction());
    }

    public ReportTask task() {
        return task;
    }
}
