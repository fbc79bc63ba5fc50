package io.millsight.tuning.sample;

import io.millsight.adapter.PromptEncoder;
import io.millsight.image.RgbImage;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.Defect;
import java.util.List;

/** Encodes an annotated image as a training sample: the prompt with its answer, and the targets of the image tokens. Immutable. */
public final class SampleEncoder {

    private final PromptEncoder prompts;
    private final PatchSupervision supervision;
    private final int placeholder;

    /**
     * An encoder for one model.
     *
     * @param tokenizer borrowed; the caller closes it
     */
    public SampleEncoder(PromptEncoder prompts, QwenTokenizer tokenizer) {
        this.prompts = prompts;
        this.supervision = new PatchSupervision(prompts.task().types(), tokenizer, prompts.mergeSize());
        this.placeholder = tokenizer.id(SpecialToken.IMAGE_PAD);
    }

    /** Encodes an image with the question and the right answer. */
    public EncodedSample encode(RgbImage image, List<Defect> defects) {
        PromptEncoder.Answered answered = prompts.answered(image, defects);
        List<Integer> positions = TokenSequence.of(
                        answered.tokens().ids(), List.of(answered.patches().grid()))
                .imagePlaces(placeholder);
        return EncodedSample.of(
                answered.tokens(),
                List.of(answered.patches().grid()),
                supervision.of(positions, answered.patches().grid(), answered.frame(), defects),
                answered.patches().values());
    }

    /** Whether the vocabulary has one token for each coordinate, so that patch supervision includes the edges of boxes. */
    public boolean supervisesEdges() {
        return supervision.hasEdges();
    }

    /** The encoder of the same prompts without answers. */
    public PromptEncoder prompts() {
        return prompts;
    }
}
