package io.millsight.experiment.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tiny model of the fixtures against the numbers that transformers gave for it. */
class ParityCheckTest {

    private static final int TOP = 10;

    @TempDir
    Path place;

    /** Turns a case of the golden numbers into a record as a user makes it. */
    private static ObjectNode golden() {
        JsonNode plain = GoldenFolder.json("generation.json").get("cases").get("greedy_plain");
        JsonNode answer = plain.get("rows").get(0);
        ObjectNode record = JsonMapper.shared().createObjectNode();
        record.put("image", "rgb.png");
        record.put("instruction", "Where is it?");
        record.put("dtype", "float32");
        record.set("prompt_ids", plain.get("input_ids").get(0));
        record.set("grid_thw", plain.get("grid_thw").get(0));
        record.set("answer_ids", answer.get("ids"));
        record.set("answer_gaps", answer.get("top2_gap"));
        float[] logits = GoldenFolder.floats("generation.safetensors", "greedy_plain/step_logits");
        int vocabulary = logits.length / answer.get("ids").size();
        ArrayNode ids = record.putArray("logit_ids");
        ArrayNode values = record.putArray("logits");
        IntStream.range(0, vocabulary)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -logits[id]))
                .limit(TOP)
                .forEach(id -> {
                    ids.add(id);
                    values.add(logits[id]);
                });
        return record;
    }

    private ParityReference record(Consumer<ObjectNode> change) throws IOException {
        ObjectNode record = golden();
        change.accept(record);
        return ParityReference.read(Files.writeString(place.resolve("record.json"), record.toString()));
    }

    private static List<ParityLine> compare(ParityReference reference, DType dtype) {
        return new ParityCheck(ModelFolder.open(GoldenFolder.model()), dtype, Device.CPU)
                .compare(reference, GoldenFolder.file("images/rgb.png"));
    }

    private List<String> wrong(Consumer<ObjectNode> change) throws IOException {
        return compare(record(change), DType.FLOAT32).stream()
                .filter(line -> !line.matches())
                .map(ParityLine::what)
                .toList();
    }

    @Test
    void theNumbersOfTheReferenceMatch() throws IOException {
        List<ParityLine> lines = compare(record(record -> {}), DType.FLOAT32);

        assertThat(lines).hasSize(2 + TOP + 1).allMatch(ParityLine::matches);
        assertThat(lines.get(0)).isEqualTo(new ParityLine("prompt tokens", "75", "75", "", "none", true));
        assertThat(lines.get(1)).isEqualTo(new ParityLine("image grid", "1x14x14", "1x14x14", "", "none", true));
        assertThat(lines.get(2).what()).isEqualTo("logit of token 568");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo(new ParityLine("answer tokens", "24", "24", "", "none", true));
    }

    @Test
    void bfloat16IsComparedWithItsOwnTolerance() throws IOException {
        assertThat(compare(record(record -> {}), DType.BFLOAT16)).allMatch(ParityLine::matches);
    }

    @Test
    void aLogitThatDiffersIsNamed() throws IOException {
        assertThat(wrong(record -> record.withArray("logits")
                        .set(3, record.get("logits").get(3).asDouble() + 0.01)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("logit of token ");
        assertThat(wrong(record -> record.withArray("logit_ids").set(0, 1_000_000)))
                .containsExactly("logit of token 1000000");
    }

    @Test
    void anotherInstructionOrImageIsFoundBeforeTheLogits() throws IOException {
        assertThat(wrong(record -> record.put("instruction", "What is it?"))).containsExactly("prompt tokens");
        assertThat(wrong(record -> record.withArray("grid_thw").set(1, 16))).containsExactly("image grid");
    }

    @Test
    void anAnswerMayLeaveTheReferenceOnlyWhereThatWasUndecided() throws IOException {
        Consumer<ObjectNode> otherToken =
                record -> record.withArray("answer_ids").set(8, 7);

        assertThat(wrong(otherToken)).containsExactly("answer tokens");
        assertThat(wrong(otherToken.andThen(
                        record -> record.withArray("answer_gaps").set(8, 1e-5))))
                .isEmpty();
        assertThat(wrong(otherToken.andThen(record -> record.remove("answer_gaps"))))
                .containsExactly("answer tokens");
    }

    @Test
    void aRecordThatIsIncompleteIsRefusedWithItsKey() {
        assertThatThrownBy(() -> record(record -> record.remove("grid_thw")))
                .isInstanceOf(ParityException.class)
                .hasMessage(place.resolve("record.json") + ": \"grid_thw\" is missing or wrong; expected a list of"
                        + " numbers, as docs/real-weights.md records it");
        assertThatThrownBy(() -> record(record -> record.put("dtype", "int4")))
                .hasMessageContaining("\"dtype\" is missing or wrong; expected float32, bfloat16 or float16");
        assertThatThrownBy(() -> record(record -> record.withArray("logits").removeAll()))
                .hasMessageContaining("\"logits\"");
        assertThatThrownBy(() -> ParityReference.read(place.resolve("none.json")))
                .hasMessage(place.resolve("none.json") + ": there is no such file or folder");
    }
}
