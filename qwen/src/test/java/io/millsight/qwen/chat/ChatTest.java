package io.millsight.qwen.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatTest {

    private static final QwenTokenizer TOKENIZER = QwenTokenizer.read(GoldenFolder.model());
    private static final ChatEncoder ENCODER = new ChatEncoder(TOKENIZER, ChatTemplate.STANDARD);

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @Test
    void rendersAndEncodesEveryConversationAsTheReference() {
        SoftAssertions softly = new SoftAssertions();
        for (JsonNode example :
                GoldenFolder.json("tokenizer_cases.json").get("chat").values()) {
            List<ChatMessage> messages = GoldenChat.messages(example.get("messages"));
            boolean generationPrompt = example.get("add_generation_prompt").booleanValue();
            ChatTemplate template =
                    new ChatTemplate(example.get("add_vision_id").booleanValue());
            ChatEncoder encoder = new ChatEncoder(TOKENIZER, template);
            int[] tokensPerImage = GoldenChat.tokensPerImage(example.get("grid_thw"));

            int[] ids = generationPrompt
                    ? encoder.encodePrompt(messages, tokensPerImage)
                    : encoder.encodeAnswered(messages, tokensPerImage).ids();

            String name = example.get("name").stringValue();
            softly.assertThat(template.render(messages, generationPrompt))
                    .as(name)
                    .isEqualTo(example.get("rendered").stringValue());
            softly.assertThat(ids).as(name).isEqualTo(GoldenFolder.ints(example.get("input_ids")));
            softly.assertThat(TOKENIZER.decodeText(ids))
                    .as(name)
                    .isEqualTo(example.get("decoded_skip_special").stringValue());
        }
        softly.assertAll();
    }

    @Test
    void encodesTurnByTurnWhatItEncodesAsAWhole() {
        for (JsonNode example :
                GoldenFolder.json("tokenizer_cases.json").get("chat").values()) {
            List<ChatMessage> messages = new ArrayList<>(GoldenChat.messages(example.get("messages")));
            messages.add(ChatMessage.assistant("\n  A crazing. \n"));
            int[] tokensPerImage = GoldenChat.tokensPerImage(example.get("grid_thw"));
            String whole = new ImagePlaceholders(tokensPerImage).expand(ChatTemplate.STANDARD.render(messages, false));

            assertThat(ENCODER.encodeAnswered(messages, tokensPerImage).ids()).isEqualTo(TOKENIZER.encode(whole));
        }
    }

    @Test
    void labelsTheAnswersOfTheTrainingSamplesAsTheReference() {
        for (JsonNode sample :
                GoldenFolder.json("training/training.json").get("samples").values()) {
            LabelledTokens tokens = ENCODER.encodeAnswered(
                    GoldenChat.messages(sample.get("messages")), GoldenChat.tokensPerImage(sample.get("grid_thw")));

            assertThat(tokens.ids()).isEqualTo(GoldenFolder.ints(sample.get("input_ids")));
            assertThat(tokens.labels()).isEqualTo(GoldenFolder.ints(sample.get("labels")));
            assertThat(tokens.answerTokens())
                    .isEqualTo(sample.get("label_tokens").intValue());
        }
    }

    @Test
    void labelsTheAnswersOfTheForwardCasesAsTheReference() {
        for (JsonNode example : GoldenFolder.json("forward.json").get("cases").values()) {
            int nextImage = 0;
            int[] tokensOfAll = GoldenChat.tokensPerImage(example.get("grid_thw"));
            for (int row = 0; row < example.get("messages").size(); row++) {
                int images = example.get("images").get(row).size();
                int[] tokensPerImage = Arrays.copyOfRange(tokensOfAll, nextImage, nextImage += images);

                LabelledTokens tokens = ENCODER.encodeAnswered(
                        GoldenChat.messages(example.get("messages").get(row)), tokensPerImage);

                int[] paddedIds = GoldenFolder.ints(example.get("input_ids").get(row));
                int[] paddedLabels = GoldenFolder.ints(example.get("labels").get(row));
                int padding = paddedIds.length - tokens.ids().length;
                assertThat(paddedIds).endsWith(tokens.ids());
                assertThat(paddedLabels).endsWith(tokens.labels());
                assertThat(Arrays.stream(paddedLabels).limit(padding))
                        .allMatch(label -> label == LabelledTokens.IGNORED);
            }
        }
    }

    @Test
    void labelsEveryAssistantTurnAndItsEndButNotItsHeader() {
        LabelledTokens tokens = ENCODER.encodeAnswered(
                List.of(
                        ChatMessage.user(1, "What is it?"),
                        ChatMessage.assistant("A cat."),
                        ChatMessage.user(0, "Sure?"),
                        ChatMessage.assistant("<|vision_start|>Yes.")),
                new int[] {4});

        int[] learned = Arrays.stream(tokens.labels())
                .filter(label -> label != LabelledTokens.IGNORED)
                .toArray();
        assertThat(TOKENIZER.decode(learned)).isEqualTo("A cat.<|im_end|>Yes.<|im_end|>");
    }

    @Test
    void refusesAnotherNumberOfImagesThanTheMessagesShow() {
        List<ChatMessage> messages = List.of(ChatMessage.user(2, "Compare them."));

        assertThatThrownBy(() -> ENCODER.encodePrompt(messages, new int[] {4}))
                .hasMessage("the messages show more images than the 1 that are given");
        assertThatThrownBy(() -> ENCODER.encodePrompt(messages, new int[] {4, 4, 4}))
                .hasMessage("the messages show 2 images, but 3 are given");
    }

    @Test
    void tellsTemplatesApartByTheirHash() {
        assertThat(ChatTemplateFile.sha256(GoldenFolder.model()))
                .hasValueSatisfying(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
        assertThat(ChatTemplateFile.sha256(GoldenFolder.file("images"))).isEmpty();
    }
}
