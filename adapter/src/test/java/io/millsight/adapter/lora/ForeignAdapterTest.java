package io.millsight.adapter.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.TinyModel;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.torch.DType;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Adapters as other programs and other releases write them: read as PEFT reads them, or refused with the key. */
class ForeignAdapterTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int RANK = 2;

    /** The linear layers of the language model and their inputs and outputs. */
    private static final Map<String, int[]> TEXT_LAYERS = Map.of(
            "self_attn.q_proj", new int[] {32, 32},
            "self_attn.k_proj", new int[] {32, 16},
            "self_attn.v_proj", new int[] {32, 16},
            "self_attn.o_proj", new int[] {32, 32},
            "mlp.gate_proj", new int[] {32, 48},
            "mlp.up_proj", new int[] {32, 48},
            "mlp.down_proj", new int[] {48, 32});

    @TempDir
    Path folder;

    private Scope scope;
    private QwenModel model;

    @BeforeEach
    void load() throws IOException {
        scope = Scope.open();
        Path base = Files.createDirectory(folder.resolve("base"));
        TinyModel.write(base);
        model = ModelFolder.open(base).load(DType.FLOAT32, Device.CPU);
    }

    @AfterEach
    void release() {
        model.close();
        scope.close();
    }

    /** An adapter's settings as PEFT writes them, for all projections of the language model. */
    private static ObjectNode config() {
        return (ObjectNode) JSON.readTree("""
                {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null,
                "base_model_name_or_path": "base", "bias": "none", "corda_config": null, "ensure_weight_tying": false,
                "eva_config": null, "exclude_modules": "(model\\\\.)?visual.*", "fan_in_fan_out": false,
                "inference_mode": true, "init_lora_weights": true, "kasa_config": null, "layer_replication": null,
                "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 4,
                "lora_bias": false, "lora_dropout": 0.0, "lora_ga_config": null, "megatron_config": null,
                "megatron_core": "megatron.core", "modules_to_save": null, "monteclora_config": null,
                "peft_type": "LORA", "peft_version": "0.21.0", "qalora_group_size": 16, "r": 2, "rank_pattern": {},
                "revision": null, "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
                "down_proj"], "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null,
                "use_bdlora": null, "use_dora": false, "use_qalora": false, "use_rslora": false, "velora_config": null}
                """);
    }

    private static String module(int layer, String projection) {
        return "model.language_model.layers." + layer + "." + projection;
    }

    private static Map<String, Tensor> matrices(boolean oldNames) {
        Map<String, Tensor> matrices = new LinkedHashMap<>();
        try (RandomGenerator generator = RandomGenerator.seeded(1, Device.CPU)) {
            for (int layer = 0; layer < 2; layer++) {
                for (String projection : TEXT_LAYERS.keySet().stream().sorted().toList()) {
                    int[] sizes = Objects.requireNonNull(TEXT_LAYERS.get(projection));
                    String name = module(layer, projection);
                    String key = "base_model.model." + (oldNames ? TensorNames.toOld(name) : name);
                    matrices.put(key + ".lora_A.weight", generator.normal(0, 1, RANK, sizes[0]));
                    matrices.put(key + ".lora_B.weight", generator.normal(0, 1, sizes[1], RANK));
                }
            }
        }
        return matrices;
    }

    private Path adapter(ObjectNode config, Map<String, Tensor> matrices) throws IOException {
        Path adapter = Files.createDirectories(folder.resolve("adapter"));
        SafetensorsWriter.write(adapter.resolve("adapter_model.safetensors"), matrices);
        Files.writeString(adapter.resolve("adapter_config.json"), config.toString());
        return adapter;
    }

    /** What an adapter adds to a module's weight. */
    private float[] correction(LoraAdapter adapter, String module) throws IOException {
        String name = TensorNames.toOld(module) + ".weight";
        Tensor weight = Objects.requireNonNull(model.weights().get(name));
        Path target = Files.createTempDirectory(folder, "merged");
        adapter.writeMerged(model, ModelFolder.open(folder.resolve("base")), target, DType.FLOAT32);
        try (QwenModel merged = ModelFolder.open(target).load(DType.FLOAT32, Device.CPU)) {
            return Objects.requireNonNull(merged.weights().get(name))
                    .minus(weight)
                    .toFloats();
        }
    }

    private float[] correction(ObjectNode config, boolean oldNames, String module) throws IOException {
        try (LoraAdapter adapter = LoraAdapter.load(adapter(config, matrices(oldNames)), model)) {
            return correction(adapter, module);
        }
    }

    private static void assertTimes(float[] actual, float[] expected, double factor) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(factor * expected[i], within(1e-4));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        assertThat(largest).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void patternsMatchUnderBothSchemesOfNames(boolean oldKeys) throws IOException {
        float[] plain = correction(config(), oldKeys, module(1, "mlp.up_proj"));
        for (String pattern : List.of(
                "model.layers.1.mlp.up_proj",
                "model.language_model.layers.1.mlp.up_proj",
                "layers.1.mlp.up_proj",
                "^model\\.layers\\.1\\.mlp\\.up_proj")) {
            ObjectNode config = config();
            config.putObject("alpha_pattern").put(pattern, 12).put("up_proj", 8);
            assertTimes(correction(config, oldKeys, module(1, "mlp.up_proj")), plain, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ranksByPatternMatchUnderBothSchemesOfNames(boolean oldKeys) throws IOException {
        for (String pattern :
                List.of("model.layers.0.self_attn.q_proj", "model.language_model.layers.0.self_attn.q_proj")) {
            ObjectNode config = config();
            config.putObject("rank_pattern").put(pattern, 1);
            Map<String, Tensor> matrices = matrices(oldKeys);
            matrices.replaceAll((key, tensor) -> !key.contains("layers.0.self_attn.q_proj")
                    ? tensor
                    : tensor.narrow(key.endsWith("lora_A.weight") ? 0 : 1, 0, 1).contiguous());
            try (LoraAdapter adapter = LoraAdapter.load(adapter(config, matrices), model)) {
                assertThat(adapter.parameters()
                                .get("base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight"))
                        .isNotNull()
                        .satisfies(a -> assertThat(a.shape()).containsExactly(1, 32));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(model)(?!.*(lm_head|output|emb|wte|shared)).*",
                "^(model\\.layers).*_proj",
                "^(model\\.language_model).*_proj",
                ".*layers.*_proj"
            })
    void anExpressionOfEitherSchemeFindsTheModulesOfTheFile(String expression) throws IOException {
        for (boolean oldKeys : new boolean[] {true, false}) {
            ObjectNode config = config();
            config.put("target_modules", expression);
            config.putNull("exclude_modules");
            try (LoraAdapter adapter = LoraAdapter.load(adapter(config, matrices(oldKeys)), model)) {
                assertThat(adapter.modules()).hasSize(14).allMatch(name -> name.startsWith("model.language_model."));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void fullNamesOfEitherSchemeFindTheModulesOfTheFile(boolean oldKeys, boolean oldTargets) throws IOException {
        ObjectNode config = config();
        config.putArray("exclude_modules")
                .add(oldTargets ? "visual.blocks.0.mlp.up_proj" : "model.visual.blocks.0.mlp.up_proj");
        config.set("target_modules", names(oldTargets));
        try (LoraAdapter adapter = LoraAdapter.load(adapter(config, matrices(oldKeys)), model)) {
            assertThat(adapter.modules()).hasSize(14);
        }
    }

    private static JsonNode names(boolean old) {
        return JSON.valueToTree(TEXT_LAYERS.keySet().stream()
                .flatMap(projection -> Stream.of(module(0, projection), module(1, projection)))
                .map(name -> old ? TensorNames.toOld(name) : name)
                .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"pissa\"",
                "\"pissa_niter_4\"",
                "\"olora\"",
                "\"OLoRA\"",
                "\"corda\"",
                "\"loftq\"",
                "\"lora_ga\"",
                "\"something\"",
                "1"
            })
    void beginningsThatChangeTheBaseAreRefused(String beginning) throws IOException {
        ObjectNode config = config();
        config.set("init_lora_weights", JSON.readTree(beginning));
        Path adapter = adapter(config, matrices(false));
        assertThatThrownBy(() -> LoraAdapter.load(adapter, model))
                .isInstanceOf(AdapterException.class)
                .hasMessage(adapter.resolve("adapter_config.json") + ": init_lora_weights is " + beginning
                        + ", which may change the base's weights, too; merge it with PEFT first");
        assertThatThrownBy(() -> LoraConfig.read(adapter)).isInstanceOf(AdapterException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "null", "\"gaussian\"", "\"eva\"", "\"orthogonal\"", "\"mica\""})
    void beginningsThatLeaveTheBaseAsItIsAreAccepted(String beginning) throws IOException {
        ObjectNode config = config();
        config.set("init_lora_weights", JSON.readTree(beginning));
        config.putObject("eva_config").put("rho", 2);
        LoraAdapter.load(adapter(config, matrices(false)), model).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alora_invocation_tokens | [1, 2, 3]
            arrow_config            | {"top_k": 3}
            kasa_config             | {"beta": 1}
            velora_config           | {"num_groups": 4}
            monteclora_config       | {"num_samples": 4}
            use_bdlora              | {"nblocks": 2}
            use_qalora              | true
            fan_in_fan_out          | true
            lora_bias               | true
            modules_to_save         | ["lm_head"]
            trainable_token_indices | [5]
            target_parameters       | ["experts"]
            layers_to_transform     | 0
            layers_to_transform     | [0]
            layers_pattern          | "layers"
            layer_replication       | [[0, 2]]
            megatron_config         | {"tensor_model_parallel_size": 2}
            some_key_of_tomorrow    | true
            some_key_of_tomorrow    | 0
            some_key_of_tomorrow    | "on"
            """)
    void keysThatAskForSomethingElseAreRefusedByName(String key, String value) throws IOException {
        ObjectNode config = config();
        config.set(key, JSON.readTree(value));
        Path adapter = adapter(config, matrices(false));
        assertThatThrownBy(() -> LoraAdapter.load(adapter, model))
                .isInstanceOf(AdapterException.class)
                .hasMessage(adapter.resolve("adapter_config.json") + ": " + key
                        + " is set, but such adapters are not supported; merge it with PEFT first");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            some_key_of_tomorrow | null
            some_key_of_tomorrow | false
            some_key_of_tomorrow | []
            some_key_of_tomorrow | {}
            some_key_of_tomorrow | ""
            layers_to_transform  | []
            rank_pattern         | null
            auto_mapping         | {"base_model_class": "Qwen2_5_VLForConditionalGeneration"}
            ensure_weight_tying  | true
            megatron_core        | "megatron.core"
            runtime_config       | {"ephemeral_gpu_offload": false}
            revision             | "main"
            corda_config         | {"corda_method": "kpm"}
            loftq_config         | {"loftq_bits": 4}
            lorap_emb_lr         | 1e-06
            """)
    void keysThatChangeNothingAreAccepted(String key, String value) throws IOException {
        ObjectNode config = config();
        config.set(key, JSON.readTree(value));
        LoraAdapter.load(adapter(config, matrices(false)), model).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lora_alpha      | "NaN"            | lora_alpha is "NaN", expected a number
            lora_alpha      | "16"             | lora_alpha is "16", expected a number
            lora_alpha      | null             | lora_alpha is null, expected a number
            lora_alpha      | 1e999            | lora_alpha is "Infinity", expected a number
            lora_alpha      | 1e308            | lora_alpha is 1.0E308, but must be over 0 and at most 1000000.0
            lora_alpha      | 0                | lora_alpha is 0.0, but must be over 0 and at most 1000000.0
            lora_alpha      | -8               | lora_alpha is -8.0, but must be over 0 and at most 1000000.0
            r               | "x"              | r is "x", expected a whole number
            r               | null             | r is null, expected a number
            r               | 8.5              | r is 8.5, expected a whole number
            r               | 0                | r (lora_rank) is 0, but must be at least 1 and at most 32768
            r               | -4               | r (lora_rank) is -4, but must be at least 1 and at most 32768
            r               | 2147483647       | r (lora_rank) is 2147483647, but must be at least 1 and at most 32768
            r               | 99999999999      | r is 99999999999, expected a whole number
            lora_dropout    | "x"              | lora_dropout is "x", expected a number
            lora_dropout    | 1                | lora_dropout is 1.0, but must be at least 0 and below 1
            use_rslora      | "yes"            | use_rslora is "yes", expected true or false
            rank_pattern    | "x"              | rank_pattern is "x", expected an object
            rank_pattern    | ["q_proj"]       | rank_pattern is a list, expected an object
            rank_pattern    | {"q_proj": 8.5}  | rank_pattern.q_proj is 8.5, expected a whole number
            rank_pattern    | {"q_proj": "8"}  | rank_pattern.q_proj is "8", expected a whole number
            rank_pattern    | {"q_proj": null} | rank_pattern.q_proj is missing
            rank_pattern    | {"q_proj": 0}    | rank_pattern: "q_proj" is 0, but must be at least 1 and at most 32768
            rank_pattern    | {"q_(proj": 2}   | rank_pattern: "q_(proj" is no regular expression: Unclosed group
            rank_pattern    | {"a)(b": 2}      | rank_pattern: "a)(b" is no regular expression: Unmatched closing ')'
            alpha_pattern   | {"q_proj": "a"}  | alpha_pattern.q_proj is "a", expected a number
            alpha_pattern   | {"q_proj": 0}    | alpha_pattern: "q_proj" is 0.0, but must be over 0 and at most 1000000.0
            alpha_pattern   | {"[": 1}         | alpha_pattern: "[" is no regular expression: Unclosed character class
            target_modules  | null             | target_modules is missing
            target_modules  | []               | target_modules is missing
            target_modules  | 5                | target_modules is 5, expected texts
            target_modules  | [5]              | target_modules is 5, expected texts
            target_modules  | "(q_proj"        | target_modules: "(q_proj" is no regular expression: Unclosed group
            exclude_modules | "*"              | exclude_modules: "*" is no regular expression: Dangling meta character '*'
            bias            | "all"            | bias is "all", but only "none" is supported
            bias            | 1                | bias is 1, expected a text
            peft_type       | 1                | peft_type is 1, expected a text
            """)
    void aValueOfTheWrongKindIsRefusedByItsKey(String key, String value, String reason) throws IOException {
        ObjectNode config = config();
        config.set(key, JSON.readTree(value));
        Path adapter = adapter(config, matrices(false));
        assertThatThrownBy(() -> LoraAdapter.load(adapter, model))
                .isInstanceOf(AdapterException.class)
                .hasMessage(adapter.resolve("adapter_config.json") + ": " + reason);
    }

    @Test
    @Timeout(20)
    void anExpressionThatWouldTakeForEverIsGivenUp() throws IOException {
        ObjectNode config = config();
        config.put("target_modules", "(([a-z_.0-9]+)+)+!");
        Path adapter = adapter(config, matrices(false));
        assertThatThrownBy(() -> LoraAdapter.load(adapter, model))
                .isInstanceOf(AdapterException.class)
                .hasMessage(adapter.resolve("adapter_config.json") + ": target_modules: the regular expression"
                        + " \"(([a-z_.0-9]+)+)+!\" takes too long to match a module's name; write it without nested"
                        + " repetitions");
    }

    @Test
    void matricesOfWholeNumbersAreRefused() throws IOException {
        Map<String, Tensor> matrices = matrices(false);
        String key = matrices.keySet().iterator().next();
        matrices.compute(key, (name, tensor) -> Objects.requireNonNull(tensor).to(DType.INT32));
        Path adapter = adapter(config(), matrices);
        assertThatThrownBy(() -> LoraAdapter.load(adapter, model))
                .isInstanceOf(AdapterException.class)
                .hasMessage(adapter.resolve("adapter_model.safetensors") + ": the tensor " + key
                        + " is of type I32, but matrices are F32, BF16, F16 or F64");
    }

    @Test
    void aFolderThatDoesNotExistIsSaidToBeMissing() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> LoraAdapter.load(none, model))
                .isInstanceOf(AdapterException.class)
                .hasMessage(none + ": there is no such folder; give that of an adapter or of a run");
    }
}
