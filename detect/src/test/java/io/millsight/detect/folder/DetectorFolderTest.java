package io.millsight.detect.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.detect.DetectorException;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.files.MillsightException;
import io.millsight.steel.DefectType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of detectors that are whole, and some that are not. */
class DetectorFolderTest {

    private static final DetectorDescription TINY = new DetectorDescription(
            "yolov7", "tiny", List.of(new DefectType("hole"), new DefectType("scratches")), 64, null, null);

    @TempDir
    private Path folder;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    @BeforeEach
    void write() throws IOException {
        try (RandomGenerator random = RandomGenerator.seeded(1, Device.CPU);
                NetworkWeights weights = new NetworkWeights(Device.CPU)) {
            Networks.build(TINY, weights, weights.fresh(random));
            DetectorFolder.write(folder, TINY, weights);
            weights.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
        }
    }

    private void rewrite() throws IOException {
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors);
    }

    private static void load(Path folder) {
        DetectorFolder.open(folder).network(Device.CPU).close();
    }

    @Test
    void readsWhatItWrote() {
        DetectorFolder read = DetectorFolder.open(folder);
        assertThat(read.description()).isEqualTo(TINY);
        long before = Scope.liveHandles();
        load(folder);
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void ignoresTheCountsThatPyTorchKeeps() throws IOException {
        tensors.put("model.0.bn.num_batches_tracked", Tensor.of(new long[] {7}));
        rewrite();
        load(folder);
    }

    @Test
    void namesATensorThatIsMissing() throws IOException {
        tensors.remove("model.77.m.1.bias");
        rewrite();
        assertRefused("the tensor model.77.m.1.bias is missing");
    }

    @Test
    void namesATensorThatIsLeftOver() throws IOException {
        tensors.put("model.78.conv.weight", Tensor.of(new float[] {1}, 1));
        rewrite();
        assertRefused("the tensor model.78.conv.weight does not belong to a network of yolov7 tiny");
    }

    @Test
    void namesATensorThatIsTransposed() throws IOException {
        Tensor weight = Objects.requireNonNull(tensors.get("model.2.conv.weight"));
        tensors.put("model.2.conv.weight", weight.transpose(0, 1).contiguous());
        rewrite();
        assertRefused("the tensor model.2.conv.weight has the shape [64, 32, 1, 1], expected [32, 64, 1, 1]");
    }

    @Test
    void namesTheHeadOfAnotherNumberOfTypes() throws IOException {
        Files.writeString(
                folder.resolve("detector.json"),
                Files.readString(folder.resolve("detector.json")).replace("\"hole\"", "\"hole\", \"pit\""));
        assertRefused("the tensor model.77.m.0.weight has the shape [21, 128, 1, 1], expected [24, 128, 1, 1]");
    }

    private void assertRefused(String message) {
        long before = Scope.liveHandles();
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(MillsightException.class)
                .hasMessageContaining("model.safetensors: " + message);
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | is not JSON",
                "{} | the method \"\" is not one of faster_rcnn, yolov7",
                "{\"method\": \"yolov7\", \"variant\": \"huge\"} | the variant \"huge\" is not one of tiny, base",
                "{\"method\": \"yolov7\", \"variant\": \"tiny\", \"image_size\": 100} | image_size is 100, expected a multiple of 32",
                "{\"method\": \"yolov7\", \"variant\": \"tiny\", \"image_size\": 64} | types has to list different names",
                "{\"method\": \"yolov7\", \"variant\": \"tiny\", \"image_size\": 64, \"types\": [\"a\", \"a\"]} | types has to list",
                "{\"method\": \"yolov7\", \"variant\": \"tiny\", \"image_size\": 64, \"types\": [\" \"]} | types: not a name",
            })
    void refusesAWrongDescription(String json, String message) throws IOException {
        Files.writeString(folder.resolve("detector.json"), json);
        assertThatThrownBy(() -> DetectorFolder.open(folder))
                .isInstanceOf(DetectorException.class)
                .hasMessageContaining("detector.json")
                .hasMessageContaining(message);
    }

    @Test
    void refusesAFolderWithoutADetector() {
        assertThat(DetectorFolder.is(folder.resolve("none"))).isFalse();
        assertThatThrownBy(() -> DetectorFolder.open(folder.resolve("none")))
                .isInstanceOf(DetectorException.class)
                .hasMessageContaining("is no detector; its detector.json is missing");
    }
}
