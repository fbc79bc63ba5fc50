package io.millsight.experiment.parity;

import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.chat.ChatEncoder;
import io.millsight.qwen.chat.ChatMessage;
import io.millsight.qwen.chat.ChatTemplate;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.image.PixelPatches;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Compares prompt, image grid, first logits and greedy answer with recorded ones.
 *
 * <p>Prompt and grid must be equal. Logits may differ by the rounding of the type in which they were computed ({@link ParityTolerance}). The answer
 * must be equal up to the first token at which the reference itself was undecided: there its two best logits were no further apart than twice the
 * tolerance. Behind that token, the two read different texts.
 *
 * @param folder the model
 * @param dtype in which Millsight computes
 * @param device on which it computes
 */
public record ParityCheck(ModelFolder folder, DType dtype, Device device) {

    /**
     * Compares a model with a record.
     *
     * @param image the picture that the reference saw
     * @return one line per number; without logits and answer if prompt or grid differ
     * @throws io.millsight.files.MillsightException if the model or the image cannot be read
     */
    public List<ParityLine> compare(ParityReference reference, Path image) {
        try (QwenTokenizer tokenizer = folder.openTokenizer();
                Scope scope = Scope.open();
                NoGradient off = NoGradient.open()) {
            PixelPatches patches = new ImageProcessor(folder.imageProcessor(), reference.resize()).process(image);
            int[] prompt = new ChatEncoder(tokenizer, ChatTemplate.STANDARD)
                    .encodePrompt(List.of(ChatMessage.user(1, reference.instruction())), new int[] {patches.tokens()});
            List<ParityLine> lines = new ArrayList<>();
            lines.add(ids("prompt tokens", reference.promptIds(), boxed(prompt)));
            lines.add(grid(reference.grid(), patches.grid()));
            if (lines.stream().allMatch(ParityLine::matches)) {
                lines.addAll(numbers(reference, TokenSequence.of(prompt, List.of(patches.grid())), patches));
            }
            return List.copyOf(lines);
        }
    }

    private List<ParityLine> numbers(ParityReference reference, TokenSequence prompt, PixelPatches patches) {
        double allowed = ParityTolerance.of(reference.dtype(), dtype).allowed(reference);
        try (QwenModel model = folder.load(dtype, device)) {
            SequenceBatch batch = model.batch(List.of(prompt));
            int patchCount = patches.grid().patches();
            Tensor pixels = Tensor.of(patches.values(), patchCount, patches.values().length / patchCount)
                    .to(device);
            float[] logits = firstLogits(model, batch, pixels);
            List<ParityLine> lines = new ArrayList<>();
            for (ParityReference.Logit logit : reference.logits()) {
                lines.add(logit(logit, logits, allowed));
            }
            int length = reference.answerIds().size();
            List<Integer> answer = new Generator(model, greedy(), 0)
                    .generate(batch, pixels, length)
                    .get(0)
                    .tokens();
            lines.add(answer(reference, answer, 2 * allowed));
            return lines;
        }
    }

    private static float[] firstLogits(QwenModel model, SequenceBatch batch, Tensor pixels) {
        try (Scope scope = Scope.open()) {
            Tensor imageRows = model.vision().forward(pixels, batch.images());
            Tensor hidden = model.forward(batch, imageRows, null).last(); // [1, L, D]
            Tensor last = hidden.select(1, batch.length() - 1); // [1, D]
            return model.language()
                    .logits(last)
                    .to(DType.FLOAT32)
                    .to(Device.CPU)
                    .toFloats(); // [V]
        }
    }

    /** The most probable token each time; nothing of generation_config.json but its end tokens. */
    private GenerationConfig greedy() {
        GenerationConfig own = folder.generation();
        return new GenerationConfig(false, 1, 0, 1, 0, 1, own.endTokens(), own.padToken());
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private static ParityLine grid(List<Integer> reference, PatchGrid grid) {
        List<Integer> found = List.of(grid.time(), grid.height(), grid.width());
        return new ParityLine("image grid", by(reference), by(found), "", "none", reference.equals(found));
    }

    private static String by(List<Integer> extents) {
        return String.join("x", extents.stream().map(String::valueOf).toList());
    }

    private static ParityLine ids(String what, List<Integer> reference, List<Integer> found) {
        int equal = equalIds(reference, found);
        boolean same = reference.equals(found);
        return new ParityLine(
                what,
                String.valueOf(reference.size()),
                String.valueOf(found.size()),
                same ? "" : "from token " + (equal + 1),
                "none",
                same);
    }

    private static int equalIds(List<Integer> reference, List<Integer> found) {
        int shorter = Math.min(reference.size(), found.size());
        return IntStream.range(0, shorter)
                .filter(i -> !reference.get(i).equals(found.get(i)))
                .findFirst()
                .orElse(shorter);
    }

    private static ParityLine logit(ParityReference.Logit logit, float[] logits, double allowed) {
        boolean known = logit.id() >= 0 && logit.id() < logits.length;
        double found = known ? logits[logit.id()] : Double.NaN;
        double difference = Math.abs(found - logit.value());
        return new ParityLine(
                "logit of token " + logit.id(),
                decimal(logit.value()),
                decimal(found),
                small(difference),
                small(allowed),
                difference <= allowed); // false for numbers that are not finite
    }

    private static ParityLine answer(ParityReference reference, List<Integer> answer, double undecided) {
        int equal = equalIds(reference.answerIds(), answer);
        boolean same = reference.answerIds().equals(answer);
        boolean close =
                equal < reference.answerGaps().size() && reference.answerGaps().get(equal) <= undecided;
        return new ParityLine(
                "answer tokens",
                String.valueOf(reference.answerIds().size()),
                String.valueOf(answer.size()),
                same ? "" : "from token " + (equal + 1) + (close ? ", where the reference was undecided" : ""),
                "none",
                same || close);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String small(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }
}
