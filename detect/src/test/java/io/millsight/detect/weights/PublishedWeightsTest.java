package io.millsight.detect.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.detect.DetectorException;
import io.millsight.detect.net.Initial;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.WeightSource;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsException;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedWeightsTest {

    private static final int[] SHAPE = {2, 3};
    private static final int[] STRIDES = {3, 1};
    private static final byte[] STORAGE = PickleBytes.floats(1, 2, 3, 4, 5, 6);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("weights.pth");
    }

    private static byte[] dictionary(String name, int count, int offset, int[] shape, int[] strides) {
        return new PickleBytes()
                .code('}')
                .code('(')
                .text(name)
                .tensor(count, offset, shape, strides)
                .code('u')
                .end();
    }

    private Path archive(byte[] pickle) {
        return PickleBytes.archive(file, Map.of("data.pkl", pickle, "data/0", STORAGE));
    }

    private static float[] values(Path file, String name) {
        try (Scope scope = Scope.open();
                PublishedWeights weights = PublishedWeights.open(file)) {
            return weights.tensor(name).toFloats();
        }
    }

    @Test
    void readsAnArchive() {
        archive(dictionary("a", 6, 0, SHAPE, STRIDES));
        try (PublishedWeights weights = PublishedWeights.open(file)) {
            assertThat(weights.names()).containsExactly("a");
            assertThat(weights.shape("a")).containsExactly(2, 3);
        }
        assertThat(values(file, "a")).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void readsPartsOfAStorageAndTransposedOnes() {
        archive(dictionary("a", 6, 1, new int[] {2, 2}, new int[] {1, 2}));
        assertThat(values(file, "a")).containsExactly(2, 4, 3, 5);
    }

    @Test
    void readsAStreamOfPickles() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10}); // a whole number of ten bytes
        stream.write(
                new byte[] {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19});
        stream.write('.');
        stream.write(new PickleBytes().whole(1001).end());
        stream.write(new PickleBytes().code('}').end());
        stream.write(dictionary("a", 6, 0, SHAPE, STRIDES));
        stream.write(new PickleBytes().code(']').text("0").code('a').end());
        stream.write(PickleBytes.number(Long.BYTES).putLong(6).array());
        stream.write(STORAGE);
        Files.write(file, stream.toByteArray());
        assertThat(values(file, "a")).containsExactly(1, 2, 3, 4, 5, 6);

        Files.write(file, Arrays.copyOf(stream.toByteArray(), stream.size() - 1));
        assertThatThrownBy(() -> PublishedWeights.open(file))
                .isInstanceOf(DetectorException.class)
                .hasMessage(file + ": is truncated; copy or download it again");
    }

    @Test
    void readsSafetensors() throws IOException {
        Path safetensors = folder.resolve("weights.safetensors");
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(
                    safetensors, Map.of("a", Tensor.of(new float[] {1.5f, 2}, 2).to(DType.BFLOAT16)));
        }
        assertThat(values(safetensors, "a")).containsExactly(1.5f, 2);
    }

    @Test
    void walksAPickledModuleWithoutMakingIt() {
        PickleBytes pickle = new PickleBytes().code('}').text("model");
        pickle.name("models.yolo", "Model").code(')').code(0x81).code('}').text("_modules");
        pickle.name("collections", "OrderedDict").code(')').code('R').text("0");
        pickle.name("models.common", "Conv")
                .code(')')
                .code(0x81)
                .code('}')
                .text("_parameters")
                .code('}');
        pickle.text("weight").name("torch._utils", "_rebuild_parameter").code('(');
        pickle.tensor(6, 0, SHAPE, STRIDES).code(0x88).code('N').code('t').code('R');
        pickle.code('s').code('s').code('b').code('s').code('s').code('b').code('s');
        archive(pickle.end());
        assertThat(values(file, "0.weight")).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void executesNothing() {
        Path victim = folder.resolve("victim");
        PickleBytes pickle = new PickleBytes().code('}').code('(').text("a").tensor(6, 0, SHAPE, STRIDES);
        pickle.text("b").name("os", "system").text("touch " + victim).code(0x85).code('R');
        pickle.text("c")
                .name("java.lang.Runtime", "exec")
                .text("touch " + victim)
                .code(0x85)
                .code('R');
        archive(pickle.code('u').end());
        try (PublishedWeights weights = PublishedWeights.open(file)) {
            assertThat(weights.names()).containsExactly("a");
        }
        assertThat(victim).doesNotExist();
    }

    @Test
    void refusesATensorThatDoesNotLieWithinItsStorage() {
        List<byte[]> pickles = List.of(
                dictionary("a", 6, 1, SHAPE, STRIDES),
                dictionary("a", 6, -1, SHAPE, STRIDES),
                dictionary("a", 6, 0, SHAPE, new int[] {4, 1}),
                dictionary("a", 6, 0, SHAPE, new int[] {3, -1}),
                dictionary("a", 6, 0, SHAPE, new int[] {1}),
                dictionary("a", 6, 0, new int[] {1 << 30, 1 << 30, 1 << 30}, new int[] {0, 0, 0}),
                dictionary("a", 6, 0, new int[] {6, 6}, new int[] {0, 1}));
        for (byte[] pickle : pickles) {
            archive(pickle);
            assertThatThrownBy(() -> PublishedWeights.open(file))
                    .isInstanceOf(DetectorException.class)
                    .hasMessageStartingWith(file + ": the tensor a of the shape [")
                    .hasMessageEndingWith("does not lie within its storage of 6 elements");
        }
    }

    @Test
    void refusesAStorageThatIsShorterThanStated() {
        archive(dictionary("a", 7, 0, new int[] {7}, new int[] {1}));
        assertThatThrownBy(() -> values(file, "a"))
                .isInstanceOf(DetectorException.class)
                .hasMessage(file + ": the tensor a cannot be read: the storage 0 is truncated");
    }

    @Test
    void refusesDamagedFilesInOneLine() throws IOException {
        archive(dictionary("a", 6, 0, SHAPE, STRIDES));
        byte[] whole = Files.readAllBytes(file);
        byte[] pickle = dictionary("a", 6, 0, SHAPE, STRIDES);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused();
        }
        for (int length = 2; length < pickle.length; length++) {
            archive(Arrays.copyOf(pickle, length));
            assertRefused();
        }
        for (byte[] damaged : List.of(
                new PickleBytes().code('u').end(),
                new PickleBytes().code('a').end(),
                new PickleBytes().code('h').code(9).end(),
                new PickleBytes().code('(').code('s').end(),
                new PickleBytes().whole(3).whole(4).code('a').end(),
                new PickleBytes().code(0x82).code(1).end(),
                new PickleBytes().code('X').whole(Integer.MAX_VALUE).end())) {
            archive(damaged);
            assertRefused();
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> PublishedWeights.open(file).close())
                .isInstanceOfAny(DetectorException.class, SafetensorsException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageNotContaining("\n");
    }

    @Test
    void deepAndSharedModulesEnd() {
        PickleBytes deep = new PickleBytes();
        deep.name("m", "M").code(')').code(0x81).code('q').code(0);
        for (int i = 1; i < 60; i++) { // each holds the one before twice
            deep.name("m", "M")
                    .code(')')
                    .code(0x81)
                    .code('}')
                    .text("_modules")
                    .code('}')
                    .code('(');
            deep.text("x")
                    .code('h')
                    .code(i - 1)
                    .text("y")
                    .code('h')
                    .code(i - 1)
                    .code('u')
                    .code('s')
                    .code('b');
            deep.code('q').code(i);
        }
        archive(deep.end());
        assertRefused();
        PickleBytes circle = new PickleBytes();
        circle.name("m", "M")
                .code(')')
                .code(0x81)
                .code('q')
                .code(0)
                .code('}')
                .text("_modules")
                .code('}');
        archive(circle.text("x").code('h').code(0).code('s').code('s').code('b').end());
        assertRefused();
    }

    @Test
    void refusesOtherKindsOfFilesWithAHint() throws IOException {
        PickleBytes.archive(file, Map.of("data.pkl", new byte[0], "constants.pkl", new byte[0]));
        assertThatThrownBy(() -> PublishedWeights.open(file))
                .hasMessageContaining("TorchScript")
                .hasMessageContaining("save_file(torch.jit.load(FILE).state_dict()");
        Path onnx = Files.write(folder.resolve("net.ONNX"), new byte[] {8, 7});
        assertThatThrownBy(() -> PublishedWeights.open(onnx)).hasMessageContaining("is an ONNX file");
        Files.write(file, "<html>not found</html>".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> PublishedWeights.open(file))
                .hasMessage(file + ": is no file with weights; expected .safetensors, or .pth of torch.save");
        assertThatThrownBy(() -> PublishedWeights.open(folder)).hasMessage(folder + ": cannot be read: is a folder");
    }

    private Path safetensors(String... names) throws IOException {
        Path path = folder.resolve("named.safetensors");
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : names) {
                tensors.put(name, Tensor.of(new float[6], 2, 3));
            }
            SafetensorsWriter.write(path, tensors);
        }
        return path;
    }

    @Test
    void translatesNamesOfOldFilesAndOfBareBackbones() throws IOException {
        try (PublishedWeights weights = PublishedWeights.open(safetensors(
                "module.rpn.head.conv.weight",
                "backbone.fpn.inner_blocks.0.bias",
                "backbone.fpn.layer_blocks.3.weight",
                "backbone.body.bn1.num_batches_tracked"))) {
            assertThat(weights.names())
                    .containsExactlyInAnyOrder(
                            "rpn.head.conv.0.0.weight",
                            "backbone.fpn.inner_blocks.0.0.bias",
                            "backbone.fpn.layer_blocks.3.0.weight");
            assertThat(weights.isBackbone()).isFalse();
        }
        try (PublishedWeights weights =
                PublishedWeights.open(safetensors("layer1.0.conv1.weight", "features.3.0.weight", "fc.weight"))) {
            assertThat(weights.names())
                    .containsExactlyInAnyOrder(
                            "backbone.body.layer1.0.conv1.weight", "backbone.body.3.0.weight", "fc.weight");
            assertThat(weights.isBackbone()).isTrue();
        }
    }

    @Test
    void leavesTheHeadOfOtherTypesFreshAndRefusesOtherDifferences() throws IOException {
        Path path = safetensors("rpn.head.conv.0.0.weight", "roi_heads.box_predictor.cls_score.weight");
        try (Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(1, Device.CPU);
                NetworkWeights network = new NetworkWeights(Device.CPU);
                PublishedWeights weights = PublishedWeights.open(path)) {
            WeightSource source = weights.source(network, random);
            source.parameter("rpn.head.conv.0.0.weight", Initial.one(), 2, 3);
            Tensor head = source.parameter("roi_heads.box_predictor.cls_score.weight", Initial.one(), 7, 3);
            assertThat(head.shape()).containsExactly(7, 3);
            assertThat(weights.transfer().taken()).containsExactly("rpn.head.conv.0.0.weight");
            assertThat(weights.transfer().fresh()).containsExactly("roi_heads.box_predictor.cls_score.weight");
            assertThat(weights.transfer().unused()).containsExactly("roi_heads.box_predictor.cls_score.weight");
        }
        try (Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(1, Device.CPU);
                NetworkWeights network = new NetworkWeights(Device.CPU);
                PublishedWeights weights = PublishedWeights.open(path)) {
            WeightSource source = weights.source(network, random);
            assertThatThrownBy(() -> source.parameter("rpn.head.conv.0.0.weight", Initial.one(), 3, 2))
                    .hasMessageStartingWith(
                            path + ": the tensor rpn.head.conv.0.0.weight has the shape [2, 3], expected [3, 2]; ");
            assertThatThrownBy(() -> source.parameter("roi_heads.box_head.fc6.weight", Initial.one(), 3, 2))
                    .hasMessageStartingWith(path + ": the tensor roi_heads.box_head.fc6.weight is missing; ");
        }
    }
}
