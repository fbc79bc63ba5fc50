package io.millsight.tuning.sample;

import io.millsight.adapter.PromptEncoder;
import io.millsight.image.RgbImage;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.Defect;
import java.util.List;

/** Turns an annotated image into a sample to learn from: the prompt with its answer, and what each image token should tell. */
public final class SampleEncoder {

    private final PromptEncoder prompts;
    private final CellLessons cells;
    private final int placeholder;

    /**
     * An encoder for one model.
     *
     * @param tokenizer stays the caller's to close
     */
    public SampleEncoder(PromptEncoder prompts, QwenTokenizer tokenizer) {
        this.prompts = prompts;
        this.cells = new CellLessons(prompts.task().types(), tokenizer, prompts.mergeSize());
        this.placeholder = tokenizer.id(SpecialToken.IMAGE_PAD);
    }

    /** Encodes an image with the question and the right answer. */
    public EncodedSample encode(RgbImage image, List<Defect> defects) {
        PromptEncoder.Answered answered = prompts.answered(image, defects);
        List<Integer> places = TokenSequence.of(
                        answered.tokens().ids(), List.of(answered.patches().grid()))
                .imagePlaces(placeholder);
        return EncodedSample.of(
                answered.tokens(),
                List.of(answered.patches().grid()),
                cells.of(places, answered.patches().grid(), answered.frame(), defects),
                answered.patches().values());
    }

    /** Whether the vocabulary has one token for each coordinate, so that an image token can be taught the edges of the box over it. */
    public boolean teachesEdges() {
        return cells.haveEdges();
    }

    /** Encodes the same questions without answers. */
    public PromptEncoder prompts() {
        return prompts;
    }
}
