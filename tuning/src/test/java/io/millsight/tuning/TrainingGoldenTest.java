package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.prompt.SoftPrompt;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.runs.LearningRateSchedule;
import io.millsight.torch.DType;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Packing;
import io.millsight.tuning.step.Trainable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Training against the reference's trajectories: losses, gradient norms and final values. */
class TrainingGoldenTest {

    private static final OptimizerStep.Objective MEAN =
            OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN);

    private static JsonNode golden() {
        return GoldenFolder.json("training/training.json");
    }

    /** One micro-batch after the other, and all of a step at once. */
    private static List<Packing> packings() {
        return List.of(Packing.NONE, new Packing(4096, 1));
    }

    private static List<Arguments> adaptersAndPackings() {
        return Stream.of("lora_mean", "lora_token", "lora_mean_short_group", "dora_mean")
                .flatMap(name -> packings().stream().map(packing -> Arguments.of(name, packing)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("adaptersAndPackings")
    void adaptersLearnAsTheReferenceDoes(String name, Packing packing) {
        JsonNode run = golden().get("runs").get(name);
        try (OwnedTraining training = OwnedTraining.adapter(
                base -> LoraAdapter.load(GoldenFolder.file(run.get("initial").asString()), base))) {
            assertThat(count(training))
                    .isEqualTo(run.get("trainable_parameters").asLong());
            replay(run, training, packing);
            if (run.has("final")) {
                assertFinal(run.get("final").asString() + "/adapter_model.safetensors", training);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void allWeightsLearnAsInTheReference(Packing packing) {
        ModelFolder folder = ModelFolder.open(GoldenFolder.model());
        try (OwnedTraining training = OwnedTraining.full(folder, folder)) {
            JsonNode run = golden().get("runs").get("full");
            assertThat(count(training))
                    .isEqualTo(run.get("trainable_parameters").asLong());
            assertThat(training.parameters().keySet().stream().filter(parameter -> !training.decays(parameter)))
                    .containsExactlyInAnyOrderElementsOf(run.get("not_decayed")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
            replay(run, training, packing);
            assertFinal(run.get("final").asString(), training);
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void promptsLearnAsInPeft(Packing packing) {
        try (OwnedTraining training = prompt(VirtualTokens.Positions.PEFT)) {
            JsonNode run = golden().get("runs").get("prompt");
            assertThat(count(training))
                    .isEqualTo(run.get("trainable_parameters").asLong());
            replay(run, training, packing);
            assertFinal(run.get("final").asString() + "/adapter_model.safetensors", training);
        }
    }

    @Test
    void promptsLearnWithThePositionsOfImages() {
        JsonNode run = GoldenFolder.promptTuning().get("run/mrope");
        JsonNode plain = golden().get("runs").get("prompt");
        List<EncodedSample> samples = GoldenSamples.training();
        try (Scope scope = Scope.open();
                OwnedTraining training = prompt(VirtualTokens.Positions.MROPE);
                AdamW optimizer = new AdamW(
                        training.parameters(),
                        new AdamW.Settings(
                                0.9, 0.999, 1e-8, plain.get("weight_decay").asDouble()),
                        training::decays);
                SafetensorsFile reference = SafetensorsFile.open(GoldenFolder.promptTuning("extra.safetensors"))) {
            OptimizerStep step = new OptimizerStep(
                    training, optimizer, new OptimizerStep.Settings(MEAN, DType.FLOAT32, 1.0, Packing.NONE, false));
            for (JsonNode expected : run.get("steps").values()) {
                EncodedSample sample =
                        samples.get(expected.get("samples").get(0).asInt());
                OptimizerStep.Result result =
                        step.run(List.of(List.of(sample)), expected.get("lr").asDouble(), 0);
                assertThat(result.losses().get(0))
                        .isCloseTo(expected.get("micro_loss").asDouble(), within(5e-5));
                double norm = expected.get("grad_norm").asDouble();
                assertThat(result.gradientNorm()).isCloseTo(norm, within(1e-4 * norm));
                assertThat(rows(training).norm())
                        .isCloseTo(expected.get("parameter_norm_after").asDouble(), within(1e-5));
            }
            for (int i = 0; i < samples.size(); i++) {
                assertThat(step.evaluate(List.of(samples.get(i))))
                        .isCloseTo(run.get("final_eval_loss").get(i).asDouble(), within(5e-5));
            }
            Tensor want = reference.tensor("run/mrope/final");
            double rms = rows(training).minus(want).norm() / Math.sqrt((double) want.elements());
            assertThat(rms).isLessThanOrEqualTo(1e-5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstGradientOfAPromptAgrees(VirtualTokens.Positions positions) {
        String key = "first_gradient/" + (positions == VirtualTokens.Positions.PEFT ? "plain" : "mrope");
        JsonNode expected = GoldenFolder.promptTuning().get(key);
        try (Scope scope = Scope.open();
                OwnedTraining training = prompt(positions);
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                SafetensorsFile reference = SafetensorsFile.open(GoldenFolder.promptTuning("extra.safetensors"))) {
            OptimizerStep step = new OptimizerStep(
                    training, optimizer, new OptimizerStep.Settings(MEAN, DType.FLOAT32, 0, Packing.NONE, false));
            EncodedSample sample =
                    GoldenSamples.training().get(expected.get("sample").asInt());
            OptimizerStep.Result result = step.run(List.of(List.of(sample)), 0, 0);
            assertThat(result.losses().get(0)).isCloseTo(expected.get("loss").asDouble(), within(1e-5));
            Tensor want = reference.tensor(key);
            Tensor got = Objects.requireNonNull(optimizer.state().get("exp_avg.prompt_embeddings"))
                    .times(10); // the first moment is the gradient times 1 - beta1
            assertThat(got.minus(want).norm()).isLessThanOrEqualTo(1e-4 * want.norm());
        }
    }

    private static LoraConfig paper(boolean weightDecomposed) {
        LoraConfig paper = LoraConfig.paper();
        return new LoraConfig(
                paper.rank(),
                paper.alpha(),
                paper.dropout(),
                false,
                weightDecomposed,
                paper.targetModules(),
                null,
                Map.of(),
                Map.of());
    }

    private static OwnedTraining prompt(VirtualTokens.Positions positions) {
        return OwnedTraining.adapter(
                base -> SoftPrompt.load(GoldenFolder.file("training/init_prompt"), base, positions));
    }

    private static Tensor rows(Trainable training) {
        return Objects.requireNonNull(training.parameters().get("prompt_embeddings"));
    }

    private static long count(Trainable training) {
        return training.parameters().values().stream()
                .mapToLong(Tensor::elements)
                .sum();
    }

    private static void replay(JsonNode run, Trainable training, Packing packing) {
        List<EncodedSample> samples = GoldenSamples.training();
        OptimizerStep.Normalization normalization =
                run.get("normalisation").asString().startsWith("tokens")
                        ? OptimizerStep.Normalization.TOKEN
                        : OptimizerStep.Normalization.MEAN;
        LearningRateSchedule schedule = new LearningRateSchedule(
                LearningRateSchedule.Kind.LINEAR,
                run.get("learning_rate").asDouble(),
                0,
                run.get("total_steps").asInt());
        AdamW.Settings settings =
                new AdamW.Settings(0.9, 0.999, 1e-8, run.get("weight_decay").asDouble());
        try (AdamW optimizer = new AdamW(training.parameters(), settings, training::decays)) {
            OptimizerStep step = new OptimizerStep(
                    training,
                    optimizer,
                    new OptimizerStep.Settings(
                            OptimizerStep.Objective.answers(normalization), DType.FLOAT32, 1.0, packing, false));
            for (int k = 0; k < run.get("steps").size(); k++) {
                JsonNode expected = run.get("steps").get(k);
                List<List<EncodedSample>> group = new ArrayList<>();
                for (int index : GoldenFolder.ints(expected.get("samples"))) {
                    group.add(List.of(samples.get(index)));
                }
                assertThat(schedule.at(k)).isCloseTo(expected.get("lr").asDouble(), within(1e-12));
                OptimizerStep.Result result = step.run(group, schedule.at(k), 0);
                double tolerance = k == 0 ? 1e-5 : 5e-5;
                for (int i = 0; i < group.size(); i++) {
                    assertThat(result.losses().get(i))
                            .isCloseTo(expected.get("micro_loss").get(i).asDouble(), within(tolerance));
                }
                assertThat(result.tokens()).isEqualTo(GoldenSamples.ints(expected.get("label_tokens")));
                assertThat(result.loss(normalization))
                        .isCloseTo(expected.get("group_loss").asDouble(), within(tolerance));
                double norm = expected.get("grad_norm").asDouble();
                assertThat(result.gradientNorm()).isCloseTo(norm, within(1e-4 * norm));
            }
            for (int i = 0; i < samples.size(); i++) {
                assertThat(step.evaluate(List.of(samples.get(i))))
                        .isCloseTo(run.get("final_eval_loss").get(i).asDouble(), within(5e-5));
            }
        }
    }

    private static void assertFinal(String file, Trainable training) {
        try (Scope scope = Scope.open();
                SafetensorsFile expected = SafetensorsFile.open(GoldenFolder.file(file))) {
            assertThat(training.parameters().keySet()).containsExactlyInAnyOrderElementsOf(expected.names());
            double squares = 0;
            long count = 0;
            long outliers = 0;
            for (Map.Entry<String, Tensor> entry : training.parameters().entrySet()) {
                float[] want = expected.tensor(entry.getKey()).toFloats();
                float[] got = entry.getValue().toFloats();
                assertThat(got).hasSameSizeAs(want);
                for (int i = 0; i < want.length; i++) {
                    double difference = Math.abs(want[i] - got[i]);
                    squares += difference * difference;
                    outliers += difference > 1e-4 ? 1 : 0;
                }
                count += want.length;
            }
            assertThat(Math.sqrt(squares / count)).as("rms").isLessThanOrEqualTo(1e-5);
            assertThat(outliers).as("elements over 1e-4").isLessThanOrEqualTo(count / 1000);
        }
    }

    @Test
    void theFirstGradientsAgree() {
        JsonNode expected = golden().get("first_gradients");
        Map<String, Tensor> gradients = new HashMap<>();
        try (Scope scope = Scope.open();
                OwnedTraining training =
                        OwnedTraining.adapter(base -> LoraAdapter.load(GoldenFolder.file("training/init_lora"), base));
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                SafetensorsFile reference = SafetensorsFile.open(
                        GoldenFolder.file(expected.get("file").asString()))) {
            OptimizerStep step = new OptimizerStep(
                    training,
                    optimizer,
                    new OptimizerStep.Settings(MEAN, DType.FLOAT32, Double.POSITIVE_INFINITY, Packing.NONE, false));
            EncodedSample sample =
                    GoldenSamples.training().get(expected.get("sample").asInt());
            // The first moment after one unclipped step is the gradient times 1 - beta1.
            OptimizerStep.Result result = step.run(List.of(List.of(sample)), 0, 0);
            assertThat(result.losses().get(0)).isCloseTo(expected.get("loss").asDouble(), within(1e-5));
            optimizer.state().forEach((key, tensor) -> {
                if (key.startsWith("exp_avg.")) {
                    gradients.put(key.substring("exp_avg.".length()), tensor.times(10));
                }
            });
            for (String name : reference.names()) {
                Tensor want = reference.tensor(name);
                Tensor got = Objects.requireNonNull(gradients.get(name), name);
                assertThat(got.minus(want).norm()).as(name).isLessThanOrEqualTo(1e-4 * want.norm());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "dora", "prompt"})
    void stepsLeaveNoHandlesBehind(String kind) {
        List<EncodedSample> samples = GoldenSamples.training();
        try (OwnedTraining training = kind.equals("prompt")
                        ? prompt(VirtualTokens.Positions.MROPE)
                        : OwnedTraining.adapter(base -> LoraAdapter.initialize(base, paper(kind.equals("dora")), 1));
                AdamW optimizer = new AdamW(
                        training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0.01), training::decays)) {
            OptimizerStep step = new OptimizerStep(
                    training, optimizer, new OptimizerStep.Settings(MEAN, DType.FLOAT32, 1, Packing.NONE, false));
            step.run(List.of(samples.subList(0, 2)), 1e-3, 0);
            long before = Scope.liveHandles();
            for (int i = 0; i < 20; i++) {
                step.run(List.of(samples.subList(0, 2), samples.subList(2, 4)), 1e-3, 0);
            }
            assertThat(Scope.liveHandles()).isEqualTo(before);
        }
    }
}
